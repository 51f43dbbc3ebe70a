using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImKit.Goim;

/// <summary>goim's HTTP API over <see cref="IImKit"/>. Any thread.</summary>
internal sealed class GoimApi
{
    private readonly ILogger _logger;
    private readonly GoimGuard _guard;

    /// <exception cref="InvalidOperationException">ImKit was not added.</exception>
    public GoimApi(IServiceProvider services, GoimApiOptions options)
    {
        var im = services.GetService<IImKit>() ?? throw new InvalidOperationException("MapGoimApi needs ImKit: call services.AddImKit(…) first.");
        _logger = services.GetRequiredService<ILogger<GoimApi>>();
        _guard = new GoimGuard(options, _logger);
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
        if (_guard.Refusal(context) is { } remedy)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(remedy, context.RequestAborted).ConfigureAwait(false);
            return;
        }

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
