namespace ImKit.Protocol;

/// <summary>What a client has missed, without a gap. Immutable.</summary>
/// <param name="Encoder">Writes them.</param>
/// <param name="First">The seq of the first.</param>
/// <param name="Pushes">In order; may be none.</param>
internal sealed record MissedPushes(RoomPushEncoder Encoder, long First, KeptPush[] Pushes);
