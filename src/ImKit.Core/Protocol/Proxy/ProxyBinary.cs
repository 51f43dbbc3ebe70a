using System.Buffers.Binary;
using System.Net;

namespace ImKit.Protocol.Proxy;

/// <summary>Version 2: a signature, what follows, its length. What stands behind the addresses (TLVs) is passed over.</summary>
internal static class ProxyBinary
{
    private const int HeaderLength = 16;
    private const int MaxRest = 2048;
    private const byte Local = 0x20;
    private const byte Proxied = 0x21;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <inheritdoc cref="ProxyHeader.TryRead"/>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? client)
    {
        length = 0;
        client = null;
        var begin = Math.Min(bytes.Length, Signature.Length);
        if (!bytes[..begin].SequenceEqual(Signature[..begin]))
            return false;
        if (bytes.Length > Signature.Length && bytes[Signature.Length] is not (Local or Proxied))
            return false;
        if (bytes.Length < HeaderLength)
            return true;
        var rest = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (rest > MaxRest)
            return false;
        if (bytes.Length < HeaderLength + rest)
            return true;
        length = HeaderLength + rest;
        return bytes[12] == Local || Addresses(bytes[13], bytes.Slice(HeaderLength, rest), out client);
    }

    private static bool Addresses(byte family, ReadOnlySpan<byte> rest, out IPEndPoint? client)
    {
        const int four = 4;
        const int sixteen = 16;
        client = null;
        switch (family)
        {
            case 0x00: // unspecified
            case 0x31: // a socket file: no address
                return true;
            case 0x11 when rest.Length >= (2 * four) + 4:
                client = ProxyHeader.Client(new IPAddress(rest[..four]), BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * four)..]));
                return true;
            case 0x21 when rest.Length >= (2 * sixteen) + 4:
                client = ProxyHeader.Client(new IPAddress(rest[..sixteen]), BinaryPrimitives.ReadUInt16BigEndian(rest[(2 * sixteen)..]));
                return true;
            default:
                return false;
        }
    }
}
