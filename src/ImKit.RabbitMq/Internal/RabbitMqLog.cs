using Microsoft.Extensions.Logging;

namespace ImKit.RabbitMq.Internal;

/// <summary>What is logged about RabbitMQ. Never a connection string, and nothing of a message.</summary>
internal static partial class RabbitMqLog
{
    [LoggerMessage(RabbitMqTelemetry.Opened, LogLevel.Information, "Connected to RabbitMQ {Version} as application {Application}, encrypted: {Encrypted}.")]
    public static partial void Opened(ILogger logger, string version, string application, bool encrypted);

    [LoggerMessage(RabbitMqTelemetry.Down, LogLevel.Error, "The connection to RabbitMQ is lost ({Purpose}: {Reason}). It is tried again; connections of this node go on.")]
    public static partial void Down(ILogger logger, string purpose, string reason);

    [LoggerMessage(RabbitMqTelemetry.Up, LogLevel.Information, "RabbitMQ answers again after {Seconds:F1} s ({Purpose}).")]
    public static partial void Up(ILogger logger, string purpose, double seconds);

    [LoggerMessage(
        RabbitMqTelemetry.MessagesLost, LogLevel.Warning,
        "{Count} messages for node {Node} did not arrive: too many waited (MaxWaitingMessages, MaxWaitingBytes), or RabbitMQ has lost them.")]
    public static partial void MessagesLost(ILogger logger, long count, NodeId node);

    [LoggerMessage(RabbitMqTelemetry.MessageSetAside, LogLevel.Error, "A message for node {Node} could not be handled; it was put into queue {Queue}.")]
    public static partial void MessageSetAside(ILogger logger, NodeId node, string queue, Exception exception);

    [LoggerMessage(RabbitMqTelemetry.MessageDropped, LogLevel.Error, "A message for node {Node} could be neither handled nor put into queue {Queue}; it is dropped.")]
    public static partial void MessageDropped(ILogger logger, NodeId node, string queue, Exception exception);

    [LoggerMessage(RabbitMqTelemetry.NotEncrypted, LogLevel.Warning, "The connection to RabbitMQ leads over a network and is not encrypted; use amqps.")]
    public static partial void NotEncrypted(ILogger logger);

    [LoggerMessage(RabbitMqTelemetry.Closed, LogLevel.Information, "Closed the connections to RabbitMQ.")]
    public static partial void Closed(ILogger logger);

    [LoggerMessage(RabbitMqTelemetry.Blocked, LogLevel.Error, "RabbitMQ takes no messages ({Reason}). Publishing fails at once until it does.")]
    public static partial void Blocked(ILogger logger, string reason);

    [LoggerMessage(RabbitMqTelemetry.Unblocked, LogLevel.Information, "RabbitMQ takes messages again.")]
    public static partial void Unblocked(ILogger logger);
}
