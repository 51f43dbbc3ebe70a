using ImKit.Storage;
using StackExchange.Redis;

namespace ImKit.Redis.Internal;

/// <summary>Why a call failed, as a tag of a metric.</summary>
internal enum FailureReason
{
    Server,
    Timeout,
    Connection,
    Down,
    Full,
}

/// <summary>Says in words what went wrong, without keys and passwords. Pure.</summary>
internal static class RedisErrors
{
    public static StorageException Describe(Exception exception, FailureReason reason) => exception as StorageException ?? new StorageException(
        reason switch
        {
            FailureReason.Timeout => "Redis: no answer in time.",
            FailureReason.Connection => "Redis: the connection failed.",
            _ => $"Redis: {exception.Message}",
        },
        exception);

    public static FailureReason ReasonOf(Exception exception) => exception switch
    {
        TimeoutException => FailureReason.Timeout,
        RedisServerException => FailureReason.Server,
        _ => FailureReason.Connection,
    };

    public static string NameOf(FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "timeout",
        FailureReason.Connection => "connection",
        FailureReason.Down => "down",
        FailureReason.Full => "full",
        _ => "server",
    };
}
