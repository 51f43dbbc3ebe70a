using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ImKit.Transports.AspNetCore;

/// <summary>Keeps an endpoint closed until somebody has decided who may call it. Any thread.</summary>
/// <param name="open">Whether everybody may.</param>
/// <param name="remedy">What to tell who comes while it is closed.</param>
/// <param name="closed">Told the first time.</param>
internal sealed class EndpointGuard(bool open, string remedy, Action<string> closed)
{
    private int _told;

    /// <summary>Whether the call may go on; otherwise it has been answered.</summary>
    public async ValueTask<bool> PassesAsync(HttpContext context)
    {
        if (open || context.GetEndpoint() is { } endpoint && (IsAuthorized(endpoint.Metadata) || IsBound(endpoint.Metadata, context.Connection.LocalPort)))
            return true;
        if (Interlocked.Exchange(ref _told, 1) == 0)
            closed(remedy);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(remedy, context.RequestAborted).ConfigureAwait(false);
        return false;
    }

    /// <summary>The framework itself has refused the call, or fails, if the policy is not met or nothing checks it.</summary>
    private static bool IsAuthorized(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAuthorizeData>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>Routing has compared the port with the Host header, which the caller writes; here it is compared with where the call came in.</summary>
    private static bool IsBound(EndpointMetadataCollection metadata, int localPort) =>
        metadata.GetMetadata<IHostMetadata>() is { Hosts.Count: > 0 } hosts && hosts.Hosts.Any(host => HasPort(host, localPort));

    private static bool HasPort(string host, int localPort) =>
        host.LastIndexOf(':') is var colon and >= 0
        && int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port == localPort;
}
