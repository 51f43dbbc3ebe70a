using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImKit.Goim;

/// <summary>goim's HTTP API over <see cref="IImKit"/>. Any thread.</summary>
internal sealed class GoimApi
{
    private const string Remedy =
        "This API can push to every client, so it is closed until it is protected. Append to MapGoimApi() one of: .RequireAuthorization(\"policy\"); " +
        ".RequireHost(\"*:3111\") with a port that the server listens on and that only trusted machines reach; or, to let everybody in, MapGoimApi(o => o.Open = true).";

    private readonly ILogger _logger;
    private readonly EndpointGuard _guard;

    /// <exception cref="InvalidOperationException">ImKit was not added.</exception>
    public GoimApi(IServiceProvider services, GoimApiOptions options)
    {
        var im = services.GetService<IImKit>() ?? throw new InvalidOperationException("MapGoimApi needs ImKit: call services.AddImKit(…) first.");
        _logger = services.GetRequiredService<ILogger<GoimApi>>();
        _guard = new EndpointGuard(options.Open, Remedy, remedy => AspNetCoreLog.GoimApiClosed(_logger, remedy));
        var nodes = new GoimNodes(services, options);
        var push = new GoimPush(im, nodes, options.MaxBodyBytes);
        var online = new GoimOnline(im);
        Endpoints =
        [
            (HttpMethods.Post, "push/keys", Guarded(push.KeysAsync)),
            (HttpMethods.Post, "push/mids", Guarded(push.MidsAsync)),
            (HttpMethods.Post, "push/room", Guarded(push.RoomAsync)),
            (HttpMethods.Post, "push/all", Guarded(push.AllAsync)),
            (HttpMethods.Get, "online/top", Guarded(online.TopAsync)),
            (HttpMethods.Get, "online/room", Guarded(online.RoomAsync)),
            (HttpMethods.Get, "online/total", Guarded(online.TotalAsync)),
            (HttpMethods.Get, "nodes/weighted", Guarded(nodes.WeightedAsync)),
            (HttpMethods.Get, "nodes/instances", Guarded(nodes.InstancesAsync)),
        ];
    }

    /// <summary>Method, path below the prefix, and what answers.</summary>
    public IReadOnlyList<(string Method, string Path, RequestDelegate Handle)> Endpoints { get; }

    private RequestDelegate Guarded(Func<HttpContext, Task<GoimAnswer>> handle) => async context =>
    {
        if (!await _guard.PassesAsync(context).ConfigureAwait(false))
            return;
        var answer = await AnswerAsync(handle, context).ConfigureAwait(false);
        await answer.WriteAsync(context).ConfigureAwait(false);
    };

    private async Task<GoimAnswer> AnswerAsync(Func<HttpContext, Task<GoimAnswer>> handle, HttpContext context)
    {
        try
        {
            return await handle(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            return GoimAnswer.BadRequest(error.Message);
        }
#pragma warning disable CA1031 // goim's callers are told by its envelope, whatever has failed; the reason stays in the log.
        catch (Exception error) when (!context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            AspNetCoreLog.GoimApiFailed(_logger, error);
            return GoimAnswer.Failed(error is TimeoutException ? "timed out" : "internal error");
        }
    }
}
