using System.Net.Sockets;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Why a call failed, as a tag of a metric.</summary>
internal enum FailureReason
{
    Server,
    Lock,
    Deadlock,
    Timeout,
    Connection,
}

/// <summary>Says in words what PostgreSQL's codes say. Pure.</summary>
internal static class PostgresErrors
{
    public static StorageException Describe(Exception exception) => exception switch
    {
        StorageException known => known,
        PostgresException server => new StorageException($"PostgreSQL: {Meaning(server)} ({server.SqlState}).", server),
        _ => ReasonOf(exception) switch
        {
            FailureReason.Timeout => new StorageException("PostgreSQL: no answer in time.", exception),
            FailureReason.Connection => new StorageException($"PostgreSQL: the connection failed ({Innermost(exception).Message.TrimEnd('.')}).", exception),
            _ => new StorageException($"PostgreSQL: {exception.Message}", exception),
        },
    };

    public static FailureReason ReasonOf(Exception exception) => exception switch
    {
        StorageException { InnerException: { } inner } => ReasonOf(inner),
        PostgresException server => ReasonOf(server.SqlState),
        OperationCanceledException or TimeoutException or NpgsqlException { InnerException: TimeoutException } => FailureReason.Timeout,
        NpgsqlException or IOException or SocketException or ObjectDisposedException => FailureReason.Connection,
        _ => FailureReason.Server,
    };

    /// <summary>Whether a connection that was there has ended, and another may well be had.</summary>
    public static bool HasEnded(StorageException failure) => failure.InnerException switch
    {
        PostgresException server => server.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: EndOfStreamException or IOException } => true,
        _ => false,
    };

    private static FailureReason ReasonOf(string state) => state switch
    {
        PostgresErrorCodes.LockNotAvailable => FailureReason.Lock,
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => FailureReason.Deadlock,
        PostgresErrorCodes.QueryCanceled => FailureReason.Timeout,
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal)
            || state is PostgresErrorCodes.TooManyConnections or IdleInTransactionTimeout => FailureReason.Connection,
        _ => FailureReason.Server,
    };

    private const string IdleInTransactionTimeout = "25P03";

    private static string Meaning(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => "another transaction holds what is needed for longer than LockTimeout",
        PostgresErrorCodes.DeadlockDetected => "two transactions waited for each other",
        PostgresErrorCodes.SerializationFailure => "another transaction was faster",
        PostgresErrorCodes.QueryCanceled => "a statement took longer than Timeout",
        PostgresErrorCodes.DiskFull => "the server's disk is full",
        PostgresErrorCodes.TooManyConnections => "the server takes no more connections; lower MaxConnections or raise its max_connections",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server ended the connection",
        PostgresErrorCodes.CannotConnectNow => "the server is starting or stopping",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the server only answers reads; it may be a standby",
        PostgresErrorCodes.InsufficientPrivilege => $"the role may not do this: {exception.MessageText}",
        IdleInTransactionTimeout => "the node stood still in the middle of a transaction and the server ended it",
        _ => exception.MessageText,
    };

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }
}
