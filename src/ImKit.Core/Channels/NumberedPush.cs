using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>A push to a room with history and its place: operation 44 for those who joined for it, the push as it is for the others. Any thread.</summary>
/// <remarks>It has no collapse key: a push that is replaced by a later one would be a gap, and the later one out of order.</remarks>
internal sealed class NumberedPush(RoomPushEncoder encoder, RoomPlace place, HostMessage plain) : OutboundMessage(Operations.RoomPush, null)
{
    public RoomPlace Place { get; } = place;

    /// <summary>The push as the host made it.</summary>
    public HostMessage Plain { get; } = plain;

    public override bool Watched => false;

    /// <summary>In the longer of the two forms.</summary>
    public override int ApproximateBytes { get; } = FrameHeader.Size + encoder.MaxSize(WireBody.Json, plain.Body.Length);

    public override bool TryGetBody(int version, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (version == WireBody.Goim)
            return false;
        var bytes = new byte[encoder.MaxSize(version, Plain.Body.Length)];
        body = bytes.AsMemory(0, encoder.Write(bytes, version, Place.Seq, Plain.Operation, Plain.Body.Span));
        return true;
    }
}
