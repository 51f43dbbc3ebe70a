using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Protocol;

/// <summary>Encoded bytes that many connections share, as they go to the kernel: one frame, or several joined, and the headers of WebSocket messages before
/// them. Immutable; owned by the garbage collector.</summary>
internal sealed class FrameBlock
{
    private readonly int[]? _ends;

    // Where the first frame of a push begins: what stands before it is written anew when pushes are joined.
    private readonly int _start;

    private FrameBlock(byte[] bytes, int pushes, int[]? ends, string? collapseKey, int start = 0)
    {
        Bytes = bytes;
        Pushes = pushes;
        _ends = ends;
        _start = start;
        CollapseKey = collapseKey;
    }

    public byte[] Bytes { get; }

    public int Length => Bytes.Length;

    /// <summary>Pushes inside, which deliveries and drops are counted by; 0 for a reply.</summary>
    public int Pushes { get; }

    public string? CollapseKey { get; }

    private ReadOnlySpan<byte> Frames => Bytes.AsSpan(_start);

    /// <summary>Replies that are encoded already.</summary>
    public static FrameBlock Reply(ReadOnlySpan<byte> encoded) => new(encoded.ToArray(), 0, null, null);

    /// <summary>One frame that counts as no push.</summary>
    public static FrameBlock Frame(Framing framing, int version, int operation, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[EncodedFrame.Size(framing, body.Length)];
        EncodedFrame.Write(bytes, framing, version, operation, 0, body);
        return new FrameBlock(bytes, 0, null, null);
    }

    /// <summary>One push.</summary>
    public static FrameBlock Push(WireForm form, int operation, ReadOnlySpan<byte> body, string? collapseKey)
    {
        var bytes = Allocate(form, FrameHeader.Size + body.Length, out var start);
        new FrameHeader(FrameHeader.Size + body.Length, form.Version(), operation, 0).Write(bytes.AsSpan(start));
        body.CopyTo(bytes.AsSpan(start + FrameHeader.Size));
        return new FrameBlock(bytes, 1, null, collapseKey, start);
    }

    /// <summary>Pushes of one wire form, joined once for all members that get them in one write.</summary>
    public static FrameBlock Join(WireForm form, IReadOnlyList<FrameBlock> blocks)
    {
        var length = 0;
        foreach (var block in blocks)
            length += block.Frames.Length;
        var bytes = Allocate(form, length, out var start);
        // Of a message that is cut off a client gets nothing, so none of its pushes counts before all do.
        var ends = form.Framing() == Framing.Stream ? new int[blocks.Count] : null;
        var at = start;
        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i].Frames.CopyTo(bytes.AsSpan(at));
            at += blocks[i].Frames.Length;
            if (ends is not null)
                ends[i] = at;
        }

        return new FrameBlock(bytes, blocks.Count, ends, null, start);
    }

    /// <summary>How many pushes a client can read that gets the first bytes and no more.</summary>
    public int PushesWithin(int bytes)
    {
        if (bytes >= Length)
            return Pushes;
        if (_ends is null)
            return 0;
        var index = Array.BinarySearch(_ends, bytes);
        return index >= 0 ? index + 1 : ~index;
    }

    /// <summary>Room for frames, behind what their wire form wants before them: a WebSocket header, a frame of operation 9, both, or nothing.</summary>
    private static byte[] Allocate(WireForm form, int frames, out int start)
    {
        var raw = form == WireForm.Message1 ? FrameHeader.Size : 0;
        var message = form.Framing() == Framing.Message ? WebSocketHeader.Size(raw + frames) : 0;
        start = message + raw;
        var bytes = GC.AllocateUninitializedArray<byte>(start + frames);
        if (message > 0)
            WebSocketHeader.Write(bytes, WebSocketOpcode.Binary, raw + frames);
        if (raw > 0)
            new FrameHeader(raw + frames, 1, Operations.Raw, 0).Write(bytes.AsSpan(message));
        return bytes;
    }
}
