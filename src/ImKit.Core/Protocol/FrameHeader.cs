using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ImKit.Protocol;

/// <summary>The 16 bytes before every body: big-endian packLen, headerLen, ver, op, seq.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameHeader(int Length, int Version, int Operation, int Sequence)
{
    public const int Size = 16;

    public int BodyLength => Length - Size;

    /// <summary>Reads a header.</summary>
    /// <param name="source">At least 16 bytes.</param>
    /// <param name="maxLength">The longest frame allowed.</param>
    /// <param name="header">The header.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> source, int maxLength, out FrameHeader header)
    {
        header = new FrameHeader(
            BinaryPrimitives.ReadInt32BigEndian(source),
            BinaryPrimitives.ReadInt16BigEndian(source[6..]),
            BinaryPrimitives.ReadInt32BigEndian(source[8..]),
            BinaryPrimitives.ReadInt32BigEndian(source[12..]));
        if (BinaryPrimitives.ReadInt16BigEndian(source[4..]) != Size)
            return "header length is not 16";
        if (header.Length < Size)
            return "frame shorter than its header";
        return header.Length > maxLength ? "frame longer than allowed" : null;
    }

    /// <summary>The length of a whole frame that this server has written.</summary>
    /// <param name="frame">At least its first four bytes.</param>
    public static int LengthOf(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadInt32BigEndian(frame);

    /// <summary>Writes the header.</summary>
    /// <param name="target">At least 16 bytes.</param>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, Length);
        BinaryPrimitives.WriteInt16BigEndian(target[4..], Size);
        BinaryPrimitives.WriteInt16BigEndian(target[6..], (short)Version);
        BinaryPrimitives.WriteInt32BigEndian(target[8..], Operation);
        BinaryPrimitives.WriteInt32BigEndian(target[12..], Sequence);
    }
}
