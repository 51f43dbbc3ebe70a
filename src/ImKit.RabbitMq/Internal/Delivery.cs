namespace ImKit.RabbitMq.Internal;

/// <summary>A message for this node. Immutable.</summary>
/// <param name="Consumer">Through which it came.</param>
/// <param name="Tag">Its number there.</param>
/// <param name="Envelope">Null if ImKit has not published it.</param>
/// <param name="Payload">What was published.</param>
internal sealed record Delivery(Consumer Consumer, ulong Tag, Envelope? Envelope, byte[] Payload);
