namespace ImKit.Testing;

/// <summary>What the client has sent and the server not yet read. Guarded by its client's monitor.</summary>
/// <remarks>One piece is the common case and needs no queue, so that an idle client owns none.</remarks>
internal struct InMemoryInbound
{
    private byte[]? _first;
    private Queue<byte[]>? _rest;

    public int Count { get; private set; }

    public int Bytes { get; private set; }

    public void Add(byte[] piece)
    {
        if (Count++ == 0)
            _first = piece;
        else
            (_rest ??= new Queue<byte[]>()).Enqueue(piece);
        Bytes += piece.Length;
    }

    public byte[] Take()
    {
        var piece = _first!;
        Bytes -= piece.Length;
        Count--;
        if (_rest is null || !_rest.TryDequeue(out _first))
            _rest = null;
        if (Count == 0)
            _first = null;
        return piece;
    }

    public void Clear() => this = default;
}
