using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class OutboxWorker
{
    [LoggerMessage(4030, LogLevel.Warning, "The server stopped before up to {Count} entries were dispatched; they are dispatched at the next start")]
    private partial void LogAbandoned(int count);

    [LoggerMessage(4031, LogLevel.Critical, "A worker of the outbox failed at a batch")]
    private partial void LogFault(Exception error);
}
