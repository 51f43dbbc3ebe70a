using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ImKit.Testing;

/// <summary>One frame of the protocol. Written and read without any code of the server's, so that both ends cannot share a mistake.</summary>
/// <param name="Version">1 goim, 2 ImKit with protobuf bodies, 3 ImKit with JSON bodies.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Sequence">The request's number, echoed in the reply; 0 in pushes.</param>
/// <param name="Body">The body.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TestFrame(int Version, int Operation, int Sequence, ReadOnlyMemory<byte> Body)
{
    /// <summary>Bytes before the body.</summary>
    public const int HeaderLength = 16;

    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as a big-endian 32-bit number.</summary>
    public int Int32 => BinaryPrimitives.ReadInt32BigEndian(Body.Span);

    /// <summary>The frame's bytes.</summary>
    public byte[] ToArray() => ToArray(HeaderLength + Body.Length);

    /// <summary>The frame's bytes with a length field that may lie.</summary>
    /// <param name="packLength">What the length field says.</param>
    /// <param name="headerLength">What the header's length field says.</param>
    public byte[] ToArray(int packLength, short headerLength = HeaderLength)
    {
        var bytes = new byte[HeaderLength + Body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, packLength);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(4), headerLength);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(6), (short)Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), Operation);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), Sequence);
        Body.CopyTo(bytes.AsMemory(HeaderLength));
        return bytes;
    }

    /// <summary>Version, operation, seq and length.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"op {Operation} seq {Sequence} ver {Version}, {Body.Length} bytes");
}
