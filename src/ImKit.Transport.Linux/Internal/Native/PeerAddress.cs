using System.Buffers.Binary;
using System.Net;

namespace ImKit.Transports.Linux.Native;

/// <summary>The address of one end, kept as its bytes: a quarter of what an <see cref="IPEndPoint"/> takes. IPv4 stands mapped into IPv6.</summary>
internal readonly record struct PeerAddress(ulong High, ulong Low, uint Scope, ushort Port)
{
    private const ulong MappedV4 = 0xFFFF_0000_0000;

    public static PeerAddress FromV4(uint address, ushort port) => new(0, MappedV4 | address, 0, port);

    /// <summary>One that came as IPv4 over a dual-stack socket is given as IPv4, so that limits by address see one client. Null if unknown.</summary>
    public IPEndPoint? ToEndPoint()
    {
        if (this == default)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return High == 0 && Low >> 32 == MappedV4 >> 32
            ? new IPEndPoint(new IPAddress(bytes[12..]), Port)
            : new IPEndPoint(new IPAddress(bytes, Scope), Port);
    }
}
