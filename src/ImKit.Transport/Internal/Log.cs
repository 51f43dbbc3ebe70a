using System.Net;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Internal;

/// <summary>What the transport logs. Event ids 3100 to 3149.</summary>
internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Information, "Listening on {Endpoint}")]
    public static partial void Listening(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(3101, LogLevel.Warning, "Accepting on {Endpoint} failed ({Error}); next try in {DelayMs} ms")]
    public static partial void AcceptFailed(ILogger logger, IPEndPoint endpoint, string error, double delayMs);

    [LoggerMessage(3102, LogLevel.Debug, "A connection accepted on {Endpoint} was gone before it could be served: {Error}")]
    public static partial void AcceptedSocketLost(ILogger logger, IPEndPoint endpoint, string error);

    [LoggerMessage(3103, LogLevel.Error, "Work posted to an event loop threw")]
    public static partial void LoopWorkFailed(ILogger logger, Exception error);

    [LoggerMessage(3104, LogLevel.Error, "The handler of connection {Remote} threw; the connection is cut")]
    public static partial void HandlerFailed(ILogger logger, IPEndPoint? remote, Exception error);

    [LoggerMessage(3105, LogLevel.Warning, "Event loops did not end within {Seconds} s")]
    public static partial void LoopsDidNotEnd(ILogger logger, double seconds);
}
