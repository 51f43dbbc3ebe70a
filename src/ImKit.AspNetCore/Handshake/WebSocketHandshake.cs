using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ImKit.Transports.AspNetCore;

/// <summary>The opening handshake of RFC 6455 (HTTP/1.1) and RFC 8441 (HTTP/2). Pure but for <see cref="AcceptAsync"/>.</summary>
internal static class WebSocketHandshake
{
    private const string Version = "13";

    /// <summary>Checks a request.</summary>
    /// <returns>Null if it is a good WebSocket request; otherwise status and text of the answer.</returns>
    public static (int Status, string Text)? Check(HttpContext context)
    {
        var extended = context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
            && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase);
        if (!extended && !AsksForUpgrade(context.Request))
            return (StatusCodes.Status426UpgradeRequired, "This address speaks WebSocket: connect with a WebSocket client.");
        if (!extended && !HttpMethods.IsGet(context.Request.Method))
            return (StatusCodes.Status400BadRequest, "A WebSocket request uses the method GET.");
        if (!extended && !HttpProtocol.IsHttp11(context.Request.Protocol))
            return (StatusCodes.Status505HttpVersionNotsupported, "A request becomes a WebSocket only over HTTP/1.1 or HTTP/2.");
        var version = context.Request.Headers.SecWebSocketVersion;
        if (version.Count != 1 || version[0] != Version)
            return (StatusCodes.Status426UpgradeRequired, "Only WebSocket version 13 is spoken here.");
        if (extended)
            return null;
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
            return (StatusCodes.Status400BadRequest, "The server in front of this address does not let a request become a WebSocket.");
        return IsKey(context.Request.Headers.SecWebSocketKey) ? null : (StatusCodes.Status400BadRequest, "Sec-WebSocket-Key must be 16 bytes in base64.");
    }

    /// <summary>Answers a good request and takes over its bytes.</summary>
    /// <exception cref="InvalidOperationException">The server's limit of upgraded connections is reached.</exception>
    public static async ValueTask<Stream> AcceptAsync(HttpContext context, string? subProtocol)
    {
        var headers = context.Response.Headers;
        if (subProtocol is not null)
            headers.SecWebSocketProtocol = subProtocol;
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return await connect.AcceptAsync().ConfigureAwait(false);
        }

        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptValue(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
    }

    /// <summary>The first subprotocol of ours that the client offers.</summary>
    public static string? ChooseSubProtocol(HttpRequest request, IEnumerable<string> ours)
    {
        var offered = request.Headers.GetCommaSeparatedValues("Sec-WebSocket-Protocol");
        return ours.FirstOrDefault(protocol => offered.Contains(protocol, StringComparer.Ordinal));
    }

    private static bool AsksForUpgrade(HttpRequest request) =>
        HasToken(request.Headers.Connection, "Upgrade") && HasToken(request.Headers.Upgrade, "websocket");

    private static bool HasToken(StringValues header, string token)
    {
        foreach (var line in header)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (string.Equals(part, token, StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }

    private static bool IsKey(StringValues header) =>
        header is [{ Length: 24 } key] && Base64.IsValid(key, out var length) && length == 16;

    private static string AcceptValue(string key)
    {
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1; nothing secret depends on it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
