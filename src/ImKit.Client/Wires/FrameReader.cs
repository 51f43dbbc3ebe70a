using ImKit.Protocol;

namespace ImKit.Client.Wires;

/// <summary>Cuts frames out of what comes. Its buffer grows with what has come, not with what a length field announces. One caller.</summary>
internal sealed class FrameReader(int maxFrame)
{
    private const int Chunk = 4096;
    private const int Kept = 65536;
    private byte[] _buffer = new byte[Chunk];
    private int _start;
    private int _end;

    /// <summary>Where to read to.</summary>
    public Memory<byte> Space()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (_buffer.Length > Kept)
                _buffer = new byte[Chunk];
        }

        if (_buffer.Length - _end < Chunk)
        {
            var target = _end - _start > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
            _buffer.AsSpan(_start, _end - _start).CopyTo(target);
            (_buffer, _start, _end) = (target, 0, _end - _start);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>So many bytes have come.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next whole frame.</summary>
    /// <exception cref="InvalidDataException">These are no frames.</exception>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (bytes.Length < FrameHeader.Size)
            return false;
        if (FrameHeader.Read(bytes, maxFrame, out var header) is { } wrong)
            throw new InvalidDataException($"The server sent what is no frame: {wrong}.");
        if (bytes.Length < header.Length)
            return false;
        frame = new Frame(header.Version, header.Operation, header.Sequence, bytes[FrameHeader.Size..header.Length].ToArray());
        _start += header.Length;
        return true;
    }
}
