namespace ImKit.Protocol;

/// <summary>Encoded bytes that many connections share: one frame, or several joined. Immutable; owned by the garbage collector.</summary>
internal sealed class FrameBlock
{
    private readonly int[]? _ends;

    private FrameBlock(byte[] bytes, int pushes, int[]? ends, string? collapseKey)
    {
        Bytes = bytes;
        Pushes = pushes;
        _ends = ends;
        CollapseKey = collapseKey;
    }

    public byte[] Bytes { get; }

    public int Length => Bytes.Length;

    /// <summary>Pushes inside, which deliveries and drops are counted by; 0 for a reply.</summary>
    public int Pushes { get; }

    public string? CollapseKey { get; }

    /// <summary>One reply frame, or several gathered.</summary>
    public static FrameBlock Reply(ReadOnlySpan<byte> frames) => new(frames.ToArray(), 0, null, null);

    /// <summary>One frame that counts as no push.</summary>
    public static FrameBlock Frame(int version, int operation, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(bytes.Length, version, operation, 0).Write(bytes);
        body.CopyTo(bytes.AsSpan(FrameHeader.Size));
        return new FrameBlock(bytes, 0, null, null);
    }

    /// <summary>One push.</summary>
    public static FrameBlock Push(WireForm form, int operation, ReadOnlySpan<byte> body, string? collapseKey)
    {
        var wrap = form == WireForm.Raw1 ? FrameHeader.Size : 0;
        var bytes = GC.AllocateUninitializedArray<byte>(wrap + FrameHeader.Size + body.Length);
        if (wrap > 0)
            new FrameHeader(bytes.Length, 1, Operations.Raw, 0).Write(bytes);
        new FrameHeader(FrameHeader.Size + body.Length, form.Version(), operation, 0).Write(bytes.AsSpan(wrap));
        body.CopyTo(bytes.AsSpan(wrap + FrameHeader.Size));
        return new FrameBlock(bytes, 1, null, collapseKey);
    }

    /// <summary>Pushes of one wire form, joined once for all members that get them in one write.</summary>
    public static FrameBlock Join(WireForm form, IReadOnlyList<FrameBlock> blocks)
    {
        var wrap = form == WireForm.Raw1 ? FrameHeader.Size : 0;
        var length = wrap;
        foreach (var block in blocks)
            length += block.Length - wrap;
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var ends = new int[blocks.Count];
        if (wrap > 0)
            new FrameHeader(length, 1, Operations.Raw, 0).Write(bytes);
        var at = wrap;
        for (var i = 0; i < blocks.Count; i++)
        {
            blocks[i].Bytes.AsSpan(wrap).CopyTo(bytes.AsSpan(at));
            at += blocks[i].Length - wrap;
            ends[i] = at;
        }

        return new FrameBlock(bytes, blocks.Count, ends, null);
    }

    /// <summary>How many whole pushes lie within the first bytes.</summary>
    public int PushesWithin(int bytes)
    {
        if (bytes >= Length)
            return Pushes;
        if (_ends is null)
            return 0;
        var index = Array.BinarySearch(_ends, bytes);
        return index >= 0 ? index + 1 : ~index;
    }
}
