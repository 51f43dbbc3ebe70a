using System.Buffers;

namespace ImKit.Protocol;

/// <summary>Bytes of frames that are not complete yet. Holds a pooled buffer only while there are any; grows with what has come, never with what a
/// length field announces. Loop thread only; not copied.</summary>
internal struct ReceiveStash
{
    private byte[]? _buffer;
    private int _start;
    private int _end;

    public readonly bool IsEmpty => _end == _start;

    public readonly int Count => _end - _start;

    /// <summary>Valid until the next call that changes the stash.</summary>
    public readonly Span<byte> Span => _buffer.AsSpan(_start, Count);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_buffer is null || _end + bytes.Length > _buffer.Length)
            MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Forgets the first bytes; gives the buffer back when nothing is left.</summary>
    public void Consume(int count)
    {
        _start += Math.Min(count, Count);
        if (IsEmpty)
            Release();
    }

    public void Release()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _start = _end = 0;
    }

    private void MakeRoom(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, Count + more));
        Span.CopyTo(larger);
        var count = Count;
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        _start = 0;
        _end = count;
    }
}
