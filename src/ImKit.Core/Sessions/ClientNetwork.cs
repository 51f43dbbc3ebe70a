using System.Net;
using System.Net.Sockets;

namespace ImKit.Sessions;

/// <summary>What counts as one client address: of IPv6 the /64, which one client has to itself. Pure; any thread.</summary>
internal static class ClientNetwork
{
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
