using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class DispatchRecovery
{
    [LoggerMessage(4060, LogLevel.Information, "Dispatched again what an earlier start had left in {Count} conversations")]
    private partial void LogRecovered(int count);

    [LoggerMessage(4061, LogLevel.Information, "The server stopped while it dispatched what an earlier start had left")]
    private partial void LogStopped();
}
