using System.Text.Json;
using System.Text.Json.Serialization;
using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImKit.Nodes;

/// <summary>Answers which nodes a client should try. Any thread.</summary>
internal sealed class NodesEndpoint
{
    private const string Remedy =
        "This list names the addresses of all nodes, so it is closed until it is protected. Append to MapImKitNodes() one of: .RequireAuthorization(); " +
        ".RequireHost(\"*:3111\") with a port that the server listens on; or, to let everybody ask, MapImKitNodes(o => o.Open = true).";

    private readonly ImKitNodesOptions _options;
    private readonly LastKnownNodes _nodes;
    private readonly EndpointGuard _guard;
    private readonly ILogger _logger;
    private Exception? _logged;

    /// <exception cref="InvalidOperationException">ImKit was not added.</exception>
    public NodesEndpoint(IServiceProvider services, ImKitNodesOptions options)
    {
        _options = options;
        var registry = services.GetService<INodeRegistry>() ?? throw new InvalidOperationException("MapImKitNodes needs ImKit: call services.AddImKit(…) first.");
        _logger = services.GetRequiredService<ILogger<NodesEndpoint>>();
        _nodes = new LastKnownNodes(registry, services.GetRequiredService<ImKitOptions>().Node.Lease, services.GetRequiredService<TimeProvider>());
        _guard = new EndpointGuard(options.Open, Remedy, remedy => AspNetCoreLog.NodesClosed(_logger, remedy));
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (!await _guard.PassesAsync(context).ConfigureAwait(false))
            return;
        context.Response.Headers.CacheControl = "no-store";
        var query = new NodesQuery(context, _options);
        if (query.Error is { } error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error).ConfigureAwait(false);
            return;
        }

        var told = Choose(await FindAsync(context.RequestAborted).ConfigureAwait(false), query);
        if (told.Length > 0)
        {
            await context.Response.WriteAsJsonAsync(new NodeList(told), NodesJson.Default.NodeList, cancellationToken: context.RequestAborted).ConfigureAwait(false);
            return;
        }

        context.Response.Headers.RetryAfter = "1";
        await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no node that takes clients is known now").ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<NodeInfo>> FindAsync(CancellationToken cancel)
    {
        try
        {
            return await _nodes.FindAsync(cancel).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever keeps the registry from answering, the client is told to come back; the reason stays in the log.
        catch (Exception error) when (!cancel.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // One failure answers everybody for a second.
            if (Interlocked.Exchange(ref _logged, error) != error)
                AspNetCoreLog.NodesUnknown(_logger, error);
            return [];
        }
    }

    private ListedNode[] Choose(IReadOnlyList<NodeInfo> nodes, NodesQuery query) =>
    [
        .. NodeChoice.Order(nodes, query.Key, query.Region)
            .Select(node => new ListedNode(node.Region, [.. node.Endpoints.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(query.Wants)]))
            .Where(static node => node.Endpoints.Count > 0)
            .Take(_options.MaxNodes),
    ];

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}

/// <summary>The answer: the first is the one to try first.</summary>
internal sealed record NodeList(IReadOnlyList<ListedNode> Nodes);

/// <summary>What clients are told of a node.</summary>
internal sealed record ListedNode(string Region, IReadOnlyList<string> Endpoints);

/// <summary>How the answer is written, without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(NodeList))]
internal sealed partial class NodesJson : JsonSerializerContext;
