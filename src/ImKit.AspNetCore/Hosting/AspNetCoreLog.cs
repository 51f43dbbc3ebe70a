using Microsoft.Extensions.Logging;

namespace ImKit.Transports.AspNetCore;

/// <summary>The log lines of this package. No tokens, no bodies.</summary>
internal static partial class AspNetCoreLog
{
    [LoggerMessage(AspNetCoreTelemetry.LoopWorkFailed, LogLevel.Error, "Work on an event loop has failed: {Work}")]
    public static partial void LoopWorkFailed(ILogger logger, Exception error, string work);

    [LoggerMessage(AspNetCoreTelemetry.HandlerFailed, LogLevel.Error, "The handler of a connection has failed; the connection is cut")]
    public static partial void HandlerFailed(ILogger logger, Exception error);

    [LoggerMessage(AspNetCoreTelemetry.ConnectionsLeft, LogLevel.Warning, "{Count} connections did not end in time and are left to the server")]
    public static partial void ConnectionsLeft(ILogger logger, int count);

    [LoggerMessage(AspNetCoreTelemetry.OriginRefused, LogLevel.Warning, "WebSocket refused: origin {Origin} is neither this host nor in AllowedOrigins")]
    public static partial void OriginRefused(ILogger logger, string origin);

    [LoggerMessage(AspNetCoreTelemetry.UpgradeFailed, LogLevel.Warning, "A WebSocket request could not be upgraded")]
    public static partial void UpgradeFailed(ILogger logger, Exception error);

    [LoggerMessage(AspNetCoreTelemetry.GoimApiClosed, LogLevel.Warning, "The goim API was called but is not protected, so it is closed: {Remedy}")]
    public static partial void GoimApiClosed(ILogger logger, string remedy);

    [LoggerMessage(AspNetCoreTelemetry.GoimApiFailed, LogLevel.Error, "A call of the goim API has failed")]
    public static partial void GoimApiFailed(ILogger logger, Exception error);

    [LoggerMessage(AspNetCoreTelemetry.NodesClosed, LogLevel.Warning, "The list of nodes was asked for but is not protected, so it is closed: {Remedy}")]
    public static partial void NodesClosed(ILogger logger, string remedy);

    [LoggerMessage(AspNetCoreTelemetry.NodesUnknown, LogLevel.Warning, "The registry of nodes does not answer, and what it said last is too old to be told to clients")]
    public static partial void NodesUnknown(ILogger logger, Exception error);
}
