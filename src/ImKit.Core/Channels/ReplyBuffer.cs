using System.Buffers;
using ImKit.Protocol;
using ImKit.Transports;

namespace ImKit.Channels;

/// <summary>Where the replies to the frames of one read are gathered, so that they leave in one write; on WebSocket each is a message of its own. One per loop; loop thread only.</summary>
internal sealed class ReplyBuffer
{
    private readonly ArrayBufferWriter<byte> _writer = new(4096);

    /// <summary>Whose replies are in it; null while it is empty. Nobody else's may be added or taken.</summary>
    public object? Owner { get; private set; }

    public void Add(object owner, Framing framing, int version, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        Owner = owner;
        var length = EncodedFrame.Size(framing, body.Length);
        EncodedFrame.Write(_writer.GetSpan(length), framing, version, operation, sequence, body);
        _writer.Advance(length);
    }

    /// <summary>Takes everything out.</summary>
    /// <returns>Whole frames, valid until the next is added.</returns>
    public ReadOnlySpan<byte> Take()
    {
        var frames = _writer.WrittenSpan;
        _writer.ResetWrittenCount();
        Owner = null;
        return frames;
    }
}
