using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class AppendRun
{
    [LoggerMessage(4020, LogLevel.Error, "The outcome of {Count} appends is unknown; their senders were told to try again")]
    private partial void LogBatchUnknown(int count, Exception error);

    [LoggerMessage(4021, LogLevel.Critical, "An append failed at a batch")]
    private partial void LogFault(Exception error);
}
