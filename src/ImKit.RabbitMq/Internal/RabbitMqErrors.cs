using ImKit.Storage;
using RabbitMQ.Client.Exceptions;

namespace ImKit.RabbitMq.Internal;

/// <summary>Why a message could not be published, as a tag of a metric.</summary>
internal enum FailureReason
{
    Connection,
    Timeout,
    Down,
    Stalled,
    Blocked,
    Full,
    Refused,
}

/// <summary>Says in words what went wrong, without passwords. Pure.</summary>
internal static class RabbitMqErrors
{
    /// <summary>What kept the host from starting, or a node from subscribing.</summary>
    public static StorageException Unreachable(Exception exception, TimeSpan within) => new(
        exception switch
        {
            OperationInterruptedException { ShutdownReason: { } reason } => $"RabbitMQ refused what ImKit needs: {reason.ReplyText}",
            _ when IsAuthentication(exception) => "RabbitMQ does not take the user and the password of RabbitMqOptions.ConnectionString.",
            _ => $"RabbitMQ cannot be reached within {within}. Is RabbitMqOptions.ConnectionString right, and is RabbitMQ running?",
        },
        exception);

    public static string NameOf(FailureReason reason) => reason switch
    {
        FailureReason.Timeout => "timeout",
        FailureReason.Down => "down",
        FailureReason.Stalled => "stalled",
        FailureReason.Blocked => "blocked",
        FailureReason.Full => "full",
        FailureReason.Refused => "refused",
        _ => "connection",
    };

    private static bool IsAuthentication(Exception? exception) => exception switch
    {
        null => false,
        AuthenticationFailureException or PossibleAuthenticationFailureException => true,
        AggregateException many => many.InnerExceptions.Any(IsAuthentication),
        _ => IsAuthentication(exception.InnerException),
    };
}
