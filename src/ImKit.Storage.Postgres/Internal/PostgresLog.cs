using Microsoft.Extensions.Logging;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>What the PostgreSQL store logs. Never a connection string.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(PostgresTelemetry.Opened, LogLevel.Information, "Opened schema {Schema}, PostgreSQL {Version}, synchronous_commit={Commit}, encrypted: {Encrypted}.")]
    public static partial void Opened(ILogger logger, string schema, string version, string commit, bool encrypted);

    [LoggerMessage(PostgresTelemetry.Migrated, LogLevel.Information, "Brought schema {Schema} from version {From} to {To}.")]
    public static partial void Migrated(ILogger logger, string schema, int from, int to);

    [LoggerMessage(PostgresTelemetry.WriteFailed, LogLevel.Error, "A write to schema {Schema} failed.")]
    public static partial void WriteFailed(ILogger logger, Exception exception, string schema);

    [LoggerMessage(PostgresTelemetry.Closed, LogLevel.Information, "Closed schema {Schema}.")]
    public static partial void Closed(ILogger logger, string schema);

    [LoggerMessage(PostgresTelemetry.CloseTimedOut, LogLevel.Warning, "Closing schema {Schema}: {Calls} calls did not end within {Timeout}; their connections are cut.")]
    public static partial void CloseTimedOut(ILogger logger, string schema, int calls, TimeSpan timeout);

    [LoggerMessage(PostgresTelemetry.NotEncrypted, LogLevel.Warning, "The connection to PostgreSQL leads over a network and is not encrypted; use SSL Mode=VerifyFull.")]
    public static partial void NotEncrypted(ILogger logger);

    [LoggerMessage(PostgresTelemetry.NotDurable, LogLevel.Warning, "PostgreSQL acknowledges commits that are not on disk (synchronous_commit={Commit}, fsync={Fsync}): a crash may take acknowledged messages.")]
    public static partial void NotDurable(ILogger logger, string commit, string fsync);

    [LoggerMessage(PostgresTelemetry.SweepFailed, LogLevel.Warning, "What a dead node has left could not be removed; it is tried again.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(PostgresTelemetry.ListenFailed, LogLevel.Warning, "The server could not be listened to for published messages; they are looked for by time alone, and it is tried again.")]
    public static partial void ListenFailed(ILogger logger, Exception exception);
}
