using System.Net;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Linux;

internal static partial class Log
{
    [LoggerMessage(LinuxTelemetry.Listening, LogLevel.Information, "Listening on {Endpoint}; broadcasts go by {Engine}")]
    public static partial void Listening(ILogger logger, IPEndPoint endpoint, string engine);

    [LoggerMessage(LinuxTelemetry.AcceptFailed, LogLevel.Warning, "Accepting on {Endpoint} failed ({Error}); next try in {DelayMs} ms")]
    public static partial void AcceptFailed(ILogger logger, IPEndPoint endpoint, string error, double delayMs);

    [LoggerMessage(LinuxTelemetry.LoopWorkFailed, LogLevel.Error, "Work posted to an event loop threw")]
    public static partial void LoopWorkFailed(ILogger logger, Exception error);

    [LoggerMessage(LinuxTelemetry.HandlerFailed, LogLevel.Error, "The handler of connection {Remote} threw; the connection is cut")]
    public static partial void HandlerFailed(ILogger logger, IPEndPoint? remote, Exception error);

    [LoggerMessage(LinuxTelemetry.LoopsDidNotEnd, LogLevel.Warning, "Event loops did not end within {Seconds} s")]
    public static partial void LoopsDidNotEnd(ILogger logger, double seconds);

    [LoggerMessage(LinuxTelemetry.OutOfDescriptors, LogLevel.Warning, "Clients have taken all file descriptors but the spare ones; {Endpoint} accepts no more until some leave")]
    public static partial void OutOfDescriptors(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(EventId = LinuxTelemetry.IoUringRefused, Message = "io_uring cannot be used ({Reason}); broadcasts go by epoll")]
    public static partial void IoUringRefused(ILogger logger, LogLevel level, string reason);
}
