using Microsoft.Extensions.Logging;

namespace ImKit.Redis.Internal;

/// <summary>What is logged about Redis. Never a connection string.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(RedisTelemetry.Opened, LogLevel.Information, "Connected to Redis {Version} as application {Application}, encrypted: {Encrypted}.")]
    public static partial void Opened(ILogger logger, string version, string application, bool encrypted);

    [LoggerMessage(RedisTelemetry.Down, LogLevel.Error, "Redis does not answer ({Reason}). What needs it fails at once until it does; connections of this node go on.")]
    public static partial void Down(ILogger logger, string reason);

    [LoggerMessage(RedisTelemetry.Up, LogLevel.Information, "Redis answers again after {Seconds:F1} s.")]
    public static partial void Up(ILogger logger, double seconds);

    [LoggerMessage(RedisTelemetry.MessagesLost, LogLevel.Warning, "{Count} messages for node {Node} were dropped by Redis because too many waited (MaxWaitingMessages).")]
    public static partial void MessagesLost(ILogger logger, long count, NodeId node);

    [LoggerMessage(RedisTelemetry.Superseded, LogLevel.Error, "Another process receives under the id of node {Node}. Give every node an id of its own (Node.Id).")]
    public static partial void Superseded(ILogger logger, NodeId node);

    [LoggerMessage(RedisTelemetry.SweepFailed, LogLevel.Warning, "What a dead node has left could not be removed; it is tried again.")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(RedisTelemetry.NotEncrypted, LogLevel.Warning, "The connection to Redis leads over a network and is not encrypted; use ssl=true.")]
    public static partial void NotEncrypted(ILogger logger);

    [LoggerMessage(RedisTelemetry.Closed, LogLevel.Information, "Closed the connections to Redis.")]
    public static partial void Closed(ILogger logger);

    [LoggerMessage(RedisTelemetry.Forgotten, LogLevel.Warning, "Redis has forgotten what waited for node {Node}; it goes on with an empty queue.")]
    public static partial void Forgotten(ILogger logger, NodeId node);

    [LoggerMessage(RedisTelemetry.ReceiverFailed, LogLevel.Error, "A message for node {Node} could not be handled.")]
    public static partial void ReceiverFailed(ILogger logger, NodeId node, Exception exception);
}
