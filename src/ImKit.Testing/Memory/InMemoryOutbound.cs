using System.Runtime.InteropServices;

namespace ImKit.Testing;

/// <summary>What the server has sent and the client not yet read, in at most a window of bytes. Guarded by its client's monitor.</summary>
/// <remarks>Bytes are kept by reference: the transport's contract says that they never change.</remarks>
internal sealed class InMemoryOutbound(InMemoryClientOptions options)
{
    private readonly Queue<Segment> _segments = new();
    private Segment _head;
    private Segment _refused;
    private int _pending;
    private int _takenLater;

    public bool HasBytes => _pending > 0;

    /// <summary>Whether the server has been refused bytes and not yet been told to go on.</summary>
    public bool Blocked { get; private set; }

    /// <summary>Whether the server is to be told to go on.</summary>
    public bool Writable { get; private set; }

    public int Offer(byte[] bytes, int offset, int count)
    {
        var taken = Add(bytes, offset, count);
        if (taken < count)
        {
            Blocked = true;
            _refused = new Segment(bytes, offset + taken, count - taken);
        }

        return taken;
    }

    /// <summary>Takes up to <paramref name="max"/> bytes of one send.</summary>
    public bool TryTake(int max, out ReadOnlyMemory<byte> bytes)
    {
        if (_head.Count == 0 && !_segments.TryDequeue(out _head))
        {
            bytes = default;
            return false;
        }

        var count = Math.Min(max, _head.Count);
        bytes = _head.Bytes.AsMemory(_head.Offset, count);
        _head = _head.After(count);
        _pending -= count;
        if (Blocked && !Writable)
            Refill();
        return true;
    }

    /// <summary>The server goes on: how many of the refused bytes were taken meanwhile.</summary>
    public int Unblock()
    {
        var taken = _takenLater;
        (Blocked, Writable, _takenLater, _refused) = (false, false, 0, default);
        return taken;
    }

    private void Refill()
    {
        if (options.Refused == RefusedBytes.OfferAgain)
        {
            Writable = Room(_refused.Count) > 0;
            return;
        }

        var taken = Add(_refused.Bytes, _refused.Offset, _refused.Count);
        _refused = _refused.After(taken);
        _takenLater += taken;
        Writable = _refused.Count == 0 || (taken > 0 && options.Refused == RefusedBytes.SendPart);
    }

    private int Add(byte[] bytes, int offset, int count)
    {
        var taken = Room(count);
        if (taken > 0)
            _segments.Enqueue(new Segment(bytes, offset, taken));
        _pending += taken;
        return taken;
    }

    /// <summary>How many of some bytes fit.</summary>
    private int Room(int count) => Math.Min(count, Math.Max(0, options.ReceiveWindow - _pending));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Segment(byte[] Bytes, int Offset, int Count)
    {
        public Segment After(int count) => new(Bytes, Offset + count, Count - count);
    }
}
