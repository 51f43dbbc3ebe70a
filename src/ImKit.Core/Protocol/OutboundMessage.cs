using Google.Protobuf;
using ImKit.Wire;

namespace ImKit.Protocol;

/// <summary>One push, encoded at most once per wire form however many connections get it. Any thread; encodings are shared and never change.</summary>
internal abstract class OutboundMessage(int operation, string? collapseKey)
{
    // Nearly every message is written in one form: the others have their places only once there is another.
    private FrameBlock? _first;
    private FrameBlock?[]? _others;

    public int Operation { get; } = operation;

    public string? CollapseKey { get; } = collapseKey;

    /// <summary>The frame's size, or a guess at it where encoding depends on the version.</summary>
    public abstract int ApproximateBytes { get; }

    /// <summary>Whether only connections that watch the operation get it when it is not pushed to a room.</summary>
    public abstract bool Watched { get; }

    /// <summary>What its encodings are marked with.</summary>
    private protected virtual object? Mark => CollapseKey;

    /// <summary>The body for a session version; false if sessions of that version do not get it.</summary>
    public abstract bool TryGetBody(int version, out ReadOnlyMemory<byte> body);

    /// <summary>The encoded frame; null if sessions of that wire form do not get it. Two loops may encode at once; one result stays.</summary>
    public FrameBlock? Encoded(WireForm form)
    {
        if (Volatile.Read(ref _first) is { } first && first.Form == form)
            return first;
        if (Volatile.Read(ref _others) is { } others && Volatile.Read(ref others[(int)form]) is { } other)
            return other;
        return TryGetBody(form.Version(), out var body) ? Keep(FrameBlock.Push(form, Operation, body.Span, Mark)) : null;
    }

    /// <summary>Keeps an encoding.</summary>
    /// <returns>It, or the one of its form that was there already.</returns>
    private protected FrameBlock Keep(FrameBlock block)
    {
        var first = Interlocked.CompareExchange(ref _first, block, null) ?? block;
        if (first.Form == block.Form)
            return first;
        var others = Volatile.Read(ref _others);
        if (others is null)
        {
            var created = new FrameBlock?[WireForms.Count];
            others = Interlocked.CompareExchange(ref _others, created, null) ?? created;
        }

        return Interlocked.CompareExchange(ref others[(int)block.Form], block, null) ?? block;
    }
}

/// <summary>A push of the host's: the same body for every version. The body is copied once, into the frame itself.</summary>
internal sealed class HostMessage : OutboundMessage
{
    public HostMessage(int operation, ReadOnlySpan<byte> body, string? collapseKey)
        : base(operation, collapseKey) =>
        Keep(FrameBlock.Push(WireForm.Bare1, operation, body, collapseKey));

    public ReadOnlyMemory<byte> Body => Frame.Bytes.AsMemory(FrameHeader.Size);

    public override bool Watched => true;

    public override int ApproximateBytes => Frame.Length;

    /// <summary>The encoding that came first, for streams and version 1: it holds the body.</summary>
    private FrameBlock Frame => Encoded(WireForm.Bare1)!;

    public override bool TryGetBody(int version, out ReadOnlyMemory<byte> body)
    {
        body = Body;
        return true;
    }
}

/// <summary>One of ImKit's own pushes: sessions of version 2 and 3 only, watched or not.</summary>
internal sealed class WireMessage(int operation, IMessage message) : OutboundMessage(operation, null)
{
    private readonly PushedEntries? _entries = message is EntriesPush push ? PushedEntries.Of(push) : null;

    public IMessage Message { get; } = message;

    private protected override object? Mark => _entries;

    public override bool Watched => false;

    public override int ApproximateBytes { get; } = FrameHeader.Size + (2 * message.CalculateSize());

    public override bool TryGetBody(int version, out ReadOnlyMemory<byte> body)
    {
        body = version == WireBody.Goim ? default : WireBody.Encode(Message, version);
        return version != WireBody.Goim;
    }
}
