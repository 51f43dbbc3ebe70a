using System.Buffers;
using System.Buffers.Binary;

namespace ImKit.BenchServer.Plain;

/// <summary>A frame of the load's protocol: 16 bytes of header, then the body.</summary>
internal static class PlainFrame
{
    private const int HeaderSize = 16;
    private const int MaxLength = 1 << 17;

    /// <summary>Takes one whole frame.</summary>
    /// <returns>False while it is not complete.</returns>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, out int operation, out int sequence, out ReadOnlySequence<byte> body)
    {
        (operation, sequence, body) = (0, 0, default);
        if (bytes.Length < HeaderSize)
            return false;
        Span<byte> header = stackalloc byte[HeaderSize];
        bytes.Slice(0, HeaderSize).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is < HeaderSize or > MaxLength)
            throw new InvalidDataException($"a frame of {length} bytes");
        if (bytes.Length < length)
            return false;
        operation = BinaryPrimitives.ReadInt32BigEndian(header[8..]);
        sequence = BinaryPrimitives.ReadInt32BigEndian(header[12..]);
        body = bytes.Slice(HeaderSize, length - HeaderSize);
        bytes = bytes.Slice(length);
        return true;
    }

    public static byte[] Create(int operation, int sequence, in ReadOnlySequence<byte> body)
    {
        var frame = new byte[HeaderSize + (int)body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(4), HeaderSize);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), 1);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), operation);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(12), sequence);
        body.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }
}
