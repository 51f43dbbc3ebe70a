using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class DispatchSweep
{
    [LoggerMessage(4060, LogLevel.Information, "Took section {Section} over and dispatched what was left in {Count} conversations")]
    private partial void LogRecovered(int section, int count);

    [LoggerMessage(4061, LogLevel.Debug, "The server stopped while it looked for what was not dispatched")]
    private partial void LogStopped();

    [LoggerMessage(4062, LogLevel.Critical, "Looking for what was not dispatched failed")]
    private partial void LogFault(Exception error);
}
