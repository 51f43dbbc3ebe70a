using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class StoreCalls
{
    [LoggerMessage(4000, LogLevel.Warning, "A store did not answer; the caller was told to try again")]
    private partial void LogUnavailable(Exception error);
}
