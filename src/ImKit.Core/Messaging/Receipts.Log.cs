using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class Receipts
{
    [LoggerMessage(4080, LogLevel.Warning, "Read receipts of a conversation were not pushed")]
    private partial void LogNotPushed(Exception error);
}
