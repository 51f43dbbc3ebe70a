using System.Globalization;
using ImKit.Protocol.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ImKit.Transports.AspNetCore;

/// <summary>One mapped WebSocket endpoint: from request to connection. Any thread.</summary>
internal sealed class WebSocketEndpoint(AspNetCoreTransport transport, ImKitEndpointOptions options)
{
    private readonly OriginPolicy _origins = new(options.AllowedOrigins);
    private readonly string[] _subProtocols = [.. options.SubProtocols];

    public Task HandleAsync(HttpContext context)
    {
        if (WebSocketHandshake.Check(context) is { } bad)
            return RefuseHandshakeAsync(context, bad.Status, bad.Text);
        if (!Allows(context.Request))
        {
            AspNetCoreLog.OriginRefused(transport.Logger, Printable(context.Request.Headers.Origin.ToString()));
            return RefuseAsync(context, "origin", StatusCodes.Status403Forbidden, "Pages of this origin may not connect here.");
        }

        return transport.Accepting ? ServeAsync(context) : RefuseBusyAsync(context, "draining", "The server takes no connections now; try again.");
    }

    private bool Allows(HttpRequest request) => request.Headers.Origin.Count <= 1
        && _origins.Allows(request.Headers.Origin.Count == 0 ? null : request.Headers.Origin[0] ?? "", request.Host.Value);

    private async Task ServeAsync(HttpContext context)
    {
        var protocol = WebSocketHandshake.ChooseSubProtocol(context.Request, _subProtocols);
        LiftRequestLimits(context.Features);
        var socket = transport.WritesDirectly ? DirectSocket.Below(context) : null;
        Stream stream;
        try
        {
            stream = await WebSocketHandshake.AcceptAsync(context, protocol).ConfigureAwait(false);
        }
        catch (InvalidOperationException error) when (!context.Response.HasStarted)
        {
            AspNetCoreLog.UpgradeFailed(transport.Logger, error);
            await RefuseBusyAsync(context, "server", "The server has no room for another WebSocket; try again.").ConfigureAwait(false);
            return;
        }

        var connection = new StreamConnection(transport.NextLoop(), transport.Limits, OpeningRequest.Remote(context), stream, socket, context.Abort);
        var request = new OpeningRequest(context);
        await connection.RunAsync(request.Origin()).ConfigureAwait(false);
        request.Forget();
    }

    /// <summary>Limits that are meant for requests of seconds. Slow readers are judged by Core's own policy.</summary>
    private static void LiftRequestLimits(IFeatureCollection features)
    {
        features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate)
            responseRate.MinDataRate = null;
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate)
            requestRate.MinDataRate = null;
        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null;
    }

    private Task RefuseHandshakeAsync(HttpContext context, int status, string text)
    {
        if (status == StatusCodes.Status426UpgradeRequired)
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.SecWebSocketVersion = "13";
        }

        return RefuseAsync(context, "handshake", status, text);
    }

    private Task RefuseBusyAsync(HttpContext context, string reason, string text)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, transport.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return RefuseAsync(context, reason, StatusCodes.Status503ServiceUnavailable, text);
    }

    private Task RefuseAsync(HttpContext context, string reason, int status, string text)
    {
        transport.Metrics.Refuse(reason);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>A client's words in a log stay on one short line.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Take(200).Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
}
