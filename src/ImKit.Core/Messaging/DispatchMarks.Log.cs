using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class DispatchMarks
{
    [LoggerMessage(4050, LogLevel.Warning, "Could not record that {Count} conversations are dispatched; tried again later")]
    private partial void LogNotMarked(int count, Exception error);
}
