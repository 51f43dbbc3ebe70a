namespace ImKit.Kafka.Internal;

/// <summary>A message for this node. Immutable.</summary>
/// <param name="Envelope">Null if ImKit has not published it.</param>
/// <param name="Payload">What was published.</param>
internal sealed record Delivery(Envelope? Envelope, byte[] Payload);
