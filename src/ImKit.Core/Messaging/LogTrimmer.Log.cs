using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class LogTrimmer
{
    [LoggerMessage(4090, LogLevel.Warning, "A round of trimming failed; the next goes on where it ended")]
    private partial void LogRoundFailed(Exception error);
}
