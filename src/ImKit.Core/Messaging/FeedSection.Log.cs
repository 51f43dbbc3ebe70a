using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

internal sealed partial class FeedSection
{
    [LoggerMessage(4040, LogLevel.Warning, "The server stopped before {Count} feed rows were written; the entries are dispatched again at the next start")]
    private partial void LogAbandoned(int count);

    [LoggerMessage(4041, LogLevel.Critical, "A feed section failed at a batch")]
    private partial void LogFault(Exception error);
}
