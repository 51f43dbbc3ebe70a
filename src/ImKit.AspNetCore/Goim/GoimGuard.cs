using System.Globalization;
using ImKit.Transports.AspNetCore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ImKit.Goim;

/// <summary>Keeps the API closed until somebody has decided who may call it. Any thread.</summary>
internal sealed class GoimGuard(GoimApiOptions options, ILogger logger)
{
    private const string Remedy =
        "This API can push to every client, so it is closed until it is protected. Append to MapGoimApi() one of: .RequireAuthorization(\"policy\"); " +
        ".RequireHost(\"*:3111\") with a port that the server listens on and that only trusted machines reach; or, to let everybody in, MapGoimApi(o => o.Open = true).";

    private int _logged;

    /// <summary>Null if the call may go on; otherwise what to tell the caller.</summary>
    public string? Refusal(HttpContext context)
    {
        if (options.Open || context.GetEndpoint() is { } endpoint && (IsAuthorized(endpoint.Metadata) || IsBound(endpoint.Metadata, context.Connection.LocalPort)))
            return null;
        if (Interlocked.Exchange(ref _logged, 1) == 0)
            AspNetCoreLog.GoimApiClosed(logger, Remedy);
        return Remedy;
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
