using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class MessagingLifecycle
{
    [LoggerMessage(4070, LogLevel.Warning, "Not everything was dispatched before the stop's deadline; the rest follows at the next start")]
    private partial void LogDeadline();

    [LoggerMessage(4071, LogLevel.Warning, "The stop waited {Seconds:F1} s for {Part}")]
    private partial void LogWaited(string part, double seconds);
}
