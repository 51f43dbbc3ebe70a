using ImKit.Protocol;

namespace ImKit.Client.Wires;

/// <summary>One frame; its body is its own.</summary>
internal readonly record struct Frame(int Version, int Operation, int Sequence, ReadOnlyMemory<byte> Body)
{
    /// <summary>The frame as it goes out.</summary>
    public static byte[] Encode(int version, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(bytes.Length, version, operation, sequence).Write(bytes);
        body.CopyTo(bytes.AsSpan(FrameHeader.Size));
        return bytes;
    }
}
