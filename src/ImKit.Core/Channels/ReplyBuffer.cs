using System.Buffers;
using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Where the replies to the frames of one read are gathered, so that they leave in one write. One per loop; loop thread only.</summary>
internal sealed class ReplyBuffer
{
    private readonly ArrayBufferWriter<byte> _writer = new(4096);

    /// <summary>Whose replies are in it; null while it is empty. Nobody else's may be added or taken.</summary>
    public object? Owner { get; private set; }

    public void Add(object owner, int version, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        Owner = owner;
        var length = FrameHeader.Size + body.Length;
        var span = _writer.GetSpan(length);
        new FrameHeader(length, version, operation, sequence).Write(span);
        body.CopyTo(span[FrameHeader.Size..]);
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
