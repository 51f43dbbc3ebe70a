using Microsoft.Extensions.Logging;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>What the SQLite store logs. Event ids 4100 to 4199.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(4100, LogLevel.Information, "Opened {Path}, SQLite {Version}, synchronous={Synchronous}.")]
    public static partial void Opened(ILogger logger, string path, string version, string synchronous);

    [LoggerMessage(4101, LogLevel.Information, "Brought the schema of {Path} from version {From} to {To}.")]
    public static partial void Migrated(ILogger logger, string path, int from, int to);

    [LoggerMessage(4102, LogLevel.Error, "{Calls} writes to {Path} failed.")]
    public static partial void WriteFailed(ILogger logger, Exception exception, string path, int calls);

    [LoggerMessage(4103, LogLevel.Information, "Closed {Path}.")]
    public static partial void Closed(ILogger logger, string path);

    [LoggerMessage(4104, LogLevel.Warning, "Closing {Path} took more than {Timeout}; the rest is left to the next start.")]
    public static partial void CloseTimedOut(ILogger logger, string path, TimeSpan timeout);

    [LoggerMessage(4105, LogLevel.Warning, "Closing {Path} without a last checkpoint; the next start reads the log instead.")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception, string path);
}
