using Google.Protobuf;

namespace ImKit.Protocol;

/// <summary>One push, encoded at most once per wire form however many connections get it. Any thread; encodings are shared and never change.</summary>
internal abstract class OutboundMessage(int operation, string? collapseKey)
{
    private FrameBlock? _bare1;
    private FrameBlock? _bare2;
    private FrameBlock? _bare3;
    private FrameBlock? _message1;
    private FrameBlock? _message2;
    private FrameBlock? _message3;

    public int Operation { get; } = operation;

    public string? CollapseKey { get; } = collapseKey;

    /// <summary>The frame's size, or a guess at it where encoding depends on the version.</summary>
    public abstract int ApproximateBytes { get; }

    /// <summary>Whether only connections that watch the operation get it when it is not pushed to a room.</summary>
    public abstract bool Watched { get; }

    /// <summary>The body for a session version; false if sessions of that version do not get it.</summary>
    public abstract bool TryGetBody(int version, out ReadOnlyMemory<byte> body);

    /// <summary>The encoded frame; null if sessions of that wire form do not get it. Two loops may encode at once; one result stays.</summary>
    public FrameBlock? Encoded(WireForm form)
    {
        ref var slot = ref Slot(form);
        var block = Volatile.Read(ref slot);
        if (block is not null)
            return block;
        if (!TryGetBody(form.Version(), out var body))
            return null;
        block = FrameBlock.Push(form, Operation, body.Span, CollapseKey);
        return Interlocked.CompareExchange(ref slot, block, null) ?? block;
    }

    private protected void Keep(WireForm form, FrameBlock block) => Slot(form) = block;

    private ref FrameBlock? Slot(WireForm form)
    {
        switch (form)
        {
            case WireForm.Bare1: return ref _bare1;
            case WireForm.Bare2: return ref _bare2;
            case WireForm.Bare3: return ref _bare3;
            case WireForm.Message1: return ref _message1;
            case WireForm.Message2: return ref _message2;
            default: return ref _message3;
        }
    }
}

/// <summary>A push of the host's: the same body for every version. The body is copied once, into the frame itself.</summary>
internal sealed class HostMessage : OutboundMessage
{
    private readonly FrameBlock _frame;

    public HostMessage(int operation, ReadOnlySpan<byte> body, string? collapseKey)
        : base(operation, collapseKey) =>
        Keep(WireForm.Bare1, _frame = FrameBlock.Push(WireForm.Bare1, operation, body, collapseKey));

    public ReadOnlyMemory<byte> Body => _frame.Bytes.AsMemory(FrameHeader.Size);

    public override bool Watched => true;

    public override int ApproximateBytes => _frame.Length;

    public override bool TryGetBody(int version, out ReadOnlyMemory<byte> body)
    {
        body = Body;
        return true;
    }
}

/// <summary>One of ImKit's own pushes: sessions of version 2 and 3 only, watched or not.</summary>
internal sealed class WireMessage(int operation, IMessage message) : OutboundMessage(operation, null)
{
    public IMessage Message { get; } = message;

    public override bool Watched => false;

    public override int ApproximateBytes { get; } = FrameHeader.Size + (2 * message.CalculateSize());

    public override bool TryGetBody(int version, out ReadOnlyMemory<byte> body)
    {
        body = version == WireBody.Goim ? default : WireBody.Encode(Message, version);
        return version != WireBody.Goim;
    }
}
