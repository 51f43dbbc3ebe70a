using System.Buffers;

namespace ImKit.Protocol;

/// <summary>Bytes of frames that are not complete yet. Holds something only while there are any; grows with what has come, never with what a
/// length field announces. Loop thread only; not copied.</summary>
internal struct ReceiveStash
{
    // One reference for all of it: every connection has a stash, and hardly one has bytes in it.
    private Pending? _pending;

    public readonly bool IsEmpty => _pending is null;

    public readonly int Count => _pending is null ? 0 : _pending.End - _pending.Start;

    /// <summary>Valid until the next call that changes the stash.</summary>
    public readonly Span<byte> Span => _pending is null ? [] : _pending.Buffer.AsSpan(_pending.Start, Count);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (_pending is null || _pending.End + bytes.Length > _pending.Buffer.Length)
            MakeRoom(bytes.Length);
        bytes.CopyTo(_pending!.Buffer.AsSpan(_pending.End));
        _pending.End += bytes.Length;
    }

    /// <summary>Forgets the first bytes; gives the buffer back when nothing is left.</summary>
    public void Consume(int count)
    {
        if (_pending is null)
            return;
        _pending.Start += Math.Min(count, Count);
        if (Count == 0)
            Release();
    }

    public void Release()
    {
        if (_pending is not null)
            ArrayPool<byte>.Shared.Return(_pending.Buffer);
        _pending = null;
    }

    private void MakeRoom(int more)
    {
        var count = Count;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, count + more));
        Span.CopyTo(larger);
        if (_pending is null)
        {
            _pending = new Pending(larger);
            return;
        }

        ArrayPool<byte>.Shared.Return(_pending.Buffer);
        (_pending.Buffer, _pending.Start, _pending.End) = (larger, 0, count);
    }

    private sealed class Pending(byte[] buffer)
    {
        public byte[] Buffer = buffer;
        public int Start;
        public int End;
    }
}
