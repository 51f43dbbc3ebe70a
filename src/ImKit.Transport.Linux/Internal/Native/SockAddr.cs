using System.Buffers.Binary;
using System.Net;

namespace ImKit.Transports.Linux.Native;

/// <summary>struct sockaddr_in and sockaddr_in6.</summary>
internal static class SockAddr
{
    public const int MaxSize = 28;
    private const int SizeV4 = 16;

    /// <returns>Bytes written.</returns>
    public static int Write(IPEndPoint endpoint, Span<byte> target)
    {
        target.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)endpoint.Port);
        if (endpoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            BitConverter.TryWriteBytes(target, (ushort)Abi.AF_INET);
            endpoint.Address.TryWriteBytes(target[4..], out _);
            return SizeV4;
        }

        BitConverter.TryWriteBytes(target, (ushort)Abi.AF_INET6);
        endpoint.Address.TryWriteBytes(target[8..], out _);
        BitConverter.TryWriteBytes(target[24..], (uint)endpoint.Address.ScopeId);
        return MaxSize;
    }

    public static PeerAddress Read(ReadOnlySpan<byte> source)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        return BitConverter.ToUInt16(source) switch
        {
            Abi.AF_INET => PeerAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(source[4..]), port),
            Abi.AF_INET6 => new PeerAddress(
                BinaryPrimitives.ReadUInt64BigEndian(source[8..]), BinaryPrimitives.ReadUInt64BigEndian(source[16..]), BitConverter.ToUInt32(source[24..]), port),
            _ => default,
        };
    }
}
