using Confluent.Kafka;
using ImKit.Storage;

namespace ImKit.Kafka.Internal;

/// <summary>Why a message could not be published, as a tag of a metric.</summary>
internal enum FailureReason
{
    Timeout,
    Refused,
    Down,
    Full,
}

/// <summary>Says in words what went wrong. Pure.</summary>
internal static class KafkaErrors
{
    /// <summary>What kept the host from starting, or a node from subscribing.</summary>
    public static StorageException Unreachable(KafkaException exception, TimeSpan within) => new(
        exception.Error.IsLocalError
            ? $"Kafka cannot be reached within {within} ({exception.Error.Code}). Is KafkaOptions.BootstrapServers right, and is Kafka running?"
            : $"Kafka refused what ImKit needs: {exception.Error.Reason}",
        exception);

    public static FailureReason ReasonOf(Error error) => error.Code switch
    {
        ErrorCode.Local_QueueFull => FailureReason.Full,
        _ when IsOutage(error) => FailureReason.Timeout,
        _ => FailureReason.Refused,
    };

    /// <summary>Whether the next message will fail as well.</summary>
    public static bool IsOutage(Error error) => error.Code is not (ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsg or ErrorCode.Local_QueueFull);

    public static string NameOf(FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "timeout",
        FailureReason.Down => "down",
        FailureReason.Full => "full",
        _ => "refused",
    };
}
