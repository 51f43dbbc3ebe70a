using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class PublishRelay
{
    [LoggerMessage(4091, LogLevel.Information, "This node sends what hosts publish in transactions of their own")]
    private partial void LogTaken();

    [LoggerMessage(4092, LogLevel.Information, "Another node sends what hosts publish")]
    private partial void LogLost();

    [LoggerMessage(4093, LogLevel.Warning, "What hosts have published could not be read or removed; it is tried again in {WaitMs} ms")]
    private partial void LogFailed(double waitMs, Exception error);

    [LoggerMessage(4094, LogLevel.Warning, "Published message {Row} from {Sender} to {Conversation} will never be accepted and is set aside: {Code}, {Reason}")]
    private partial void LogRefused(long row, string sender, string conversation, int code, string reason);

    [LoggerMessage(4095, LogLevel.Error, "{Count} published messages that had been set aside were dropped, because there were too many")]
    private partial void LogDropped(int count);

    [LoggerMessage(4096, LogLevel.Warning, "Published message {Row} to {Conversation} failed for the time being, for the {Tries}. time: {Code}, {Reason}")]
    private partial void LogRetry(long row, string conversation, int tries, int code, string reason);

    [LoggerMessage(4097, LogLevel.Warning, "The right to send what hosts publish could not be given back; it ends by itself")]
    private partial void LogNotReleased(Exception error);

    [LoggerMessage(4098, LogLevel.Error, "Sending published message {Row} threw")]
    private partial void LogFault(long row, Exception error);
}
