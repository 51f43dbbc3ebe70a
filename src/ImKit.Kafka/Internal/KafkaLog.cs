using Microsoft.Extensions.Logging;

namespace ImKit.Kafka.Internal;

/// <summary>What is logged about Kafka. Never a password, and nothing of a message.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(KafkaTelemetry.Opened, LogLevel.Information, "Connected to Kafka, topic {Topic}, encrypted: {Encrypted}.")]
    public static partial void Opened(ILogger logger, string topic, bool encrypted);

    [LoggerMessage(KafkaTelemetry.Down, LogLevel.Error, "Kafka takes no messages ({Reason}). Publishing fails at once until it does; connections of this node go on.")]
    public static partial void Down(ILogger logger, string reason);

    [LoggerMessage(KafkaTelemetry.Up, LogLevel.Information, "Kafka takes messages again after {Seconds:F1} s.")]
    public static partial void Up(ILogger logger, double seconds);

    [LoggerMessage(KafkaTelemetry.MessagesLost, LogLevel.Warning, "{Count} messages for node {Node} did not arrive: they were not published in time, or not read before Kafka deleted them.")]
    public static partial void MessagesLost(ILogger logger, long count, NodeId node);

    [LoggerMessage(KafkaTelemetry.MessageSetAside, LogLevel.Error, "A message for node {Node} could not be handled; it was put into topic {Topic}.")]
    public static partial void MessageSetAside(ILogger logger, NodeId node, string topic, Exception exception);

    [LoggerMessage(KafkaTelemetry.MessageDropped, LogLevel.Error, "A message for node {Node} could be neither handled nor put into topic {Topic}; it is dropped.")]
    public static partial void MessageDropped(ILogger logger, NodeId node, string topic, Exception exception);

    [LoggerMessage(KafkaTelemetry.NotEncrypted, LogLevel.Warning, "The connection to Kafka leads over a network and is not encrypted; set SecurityProtocol.")]
    public static partial void NotEncrypted(ILogger logger);

    [LoggerMessage(KafkaTelemetry.Closed, LogLevel.Information, "Closed the connections to Kafka.")]
    public static partial void Closed(ILogger logger);

    [LoggerMessage(KafkaTelemetry.TopicCreated, LogLevel.Information, "Created topic {Topic}.")]
    public static partial void TopicCreated(ILogger logger, string topic);

    [LoggerMessage(KafkaTelemetry.ReceiveFailed, LogLevel.Error, "Messages for node {Node} cannot be read ({Reason}); it is tried again.")]
    public static partial void ReceiveFailed(ILogger logger, NodeId node, string reason);

    [LoggerMessage(KafkaTelemetry.Library, LogLevel.Debug, "librdkafka, {Facility}: {Text}")]
    public static partial void Library(ILogger logger, string facility, string text);
}
