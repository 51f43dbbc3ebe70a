using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class Retry
{
    [LoggerMessage(4010, LogLevel.Warning, "After-commit step {Step} failed and is tried again in {WaitMs} ms")]
    private partial void LogRetry(string step, double waitMs, Exception error);
}
