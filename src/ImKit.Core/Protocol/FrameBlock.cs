using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Protocol;

/// <summary>Encoded bytes that many connections share, as they go to the kernel: one frame, or several joined, and the headers of WebSocket messages before
/// them. Immutable; owned by the garbage collector.</summary>
internal sealed class FrameBlock
{
    // Where the first frame of a push begins: what stands before it is written anew when pushes are joined.
    private readonly byte _start;

    // What a push is collapsed or counted by: no push is both.
    private readonly object? _mark;

    private FrameBlock(byte[] bytes, int pushes, object? mark, WireForm form = default, int start = 0)
    {
        Bytes = bytes;
        Pushes = pushes;
        _start = (byte)start;
        Form = form;
        _mark = mark;
    }

    public byte[] Bytes { get; }

    public int Length => Bytes.Length;

    /// <summary>Pushes inside, which deliveries and drops are counted by; 0 for a reply.</summary>
    public int Pushes { get; }

    /// <summary>How pushes are written in it; of a reply it says nothing.</summary>
    public WireForm Form { get; }

    public string? CollapseKey => _mark as string;

    /// <summary>The entries of a conversation that are in it; null if it brings none.</summary>
    public PushedEntries? Entries => _mark as PushedEntries;

    private ReadOnlySpan<byte> Frames => Bytes.AsSpan(_start);

    /// <summary>Replies that are encoded already.</summary>
    public static FrameBlock Reply(ReadOnlySpan<byte> encoded) => new(encoded.ToArray(), 0, null);

    /// <summary>The same, without a copy: the bytes must not change any more.</summary>
    public static FrameBlock Reply(byte[] encoded) => new(encoded, 0, null);

    /// <summary>One frame that counts as no push.</summary>
    public static FrameBlock Frame(Framing framing, int version, int operation, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[EncodedFrame.Size(framing, body.Length)];
        EncodedFrame.Write(bytes, framing, version, operation, 0, body);
        return new FrameBlock(bytes, 0, null);
    }

    /// <summary>One push.</summary>
    /// <param name="form">How it is written.</param>
    /// <param name="operation">Its operation.</param>
    /// <param name="body">Copied.</param>
    /// <param name="mark">Its collapse key, or a <see cref="PushedEntries"/>.</param>
    public static FrameBlock Push(WireForm form, int operation, ReadOnlySpan<byte> body, object? mark)
    {
        var bytes = Allocate(form, FrameHeader.Size + body.Length, out var start);
        new FrameHeader(FrameHeader.Size + body.Length, form.Version(), operation, 0).Write(bytes.AsSpan(start));
        body.CopyTo(bytes.AsSpan(start + FrameHeader.Size));
        return new FrameBlock(bytes, 1, mark, form, start);
    }

    /// <summary>Pushes of one wire form, a frame each, joined once for all members that get them in one write.</summary>
    public static FrameBlock Join(WireForm form, ReadOnlySpan<FrameBlock> blocks)
    {
        var length = 0;
        foreach (var block in blocks)
            length += block.Frames.Length;
        var bytes = Allocate(form, length, out var start);
        var at = start;
        foreach (var block in blocks)
        {
            block.Frames.CopyTo(bytes.AsSpan(at));
            at += block.Frames.Length;
        }

        return new FrameBlock(bytes, blocks.Length, null, form, start);
    }

    /// <summary>How many pushes a client can read that gets the first bytes and no more.</summary>
    public int PushesWithin(int bytes)
    {
        if (bytes >= Length)
            return Pushes;
        // Of a message that is cut off a client gets nothing, so none of its pushes counts before all do. Of a reply nothing counts at all.
        if (Pushes == 0 || Form.Framing() == Framing.Message)
            return 0;
        var whole = 0;
        for (var end = FrameHeader.LengthOf(Bytes); end <= bytes; end += FrameHeader.LengthOf(Bytes.AsSpan(end)))
            whole++;
        return whole;
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
