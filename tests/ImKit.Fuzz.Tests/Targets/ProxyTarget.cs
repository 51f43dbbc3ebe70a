using System.Net.Sockets;
using System.Text;
using ImKit.Protocol.Proxy;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>What a proxy says before a client's first byte, versions 1 and 2: the more has come the more is known, never something else; what is read is a whole header
/// within its limit, and an address in it is one.</summary>
internal sealed class ProxyTarget : FuzzTarget
{
    private const int MaxHeader = 16 + 2048;

    private const int MaxText = 107;

    public override string Name => "proxy";

    public override int MaxLength => MaxHeader + 64;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "192.0.2.1 ", "2001:db8::1 ", "::ffff:192.0.2.1 ", "65535", "\r\n", "\r\n\r\n\0\r\nQUIT\n" }.Select(Encoding.ASCII.GetBytes),
        [0x21, 0x11, 0, 12], [0x21, 0x21, 0, 36], [0x20, 0, 0, 0], [0x21, 0x31, 0, 216],
    ];

    public override void Check(byte[] input)
    {
        var known = "more";
        for (var length = 0; length <= input.Length; length += length < 300 ? 1 : 37)
        {
            var now = Read(input, length);
            Assert.True(known == "more" || known == now, $"after {length} bytes: {now}; before: {known}");
            known = now;
        }

        Laws.Frugal(input.Length, () => Read(input, input.Length), constant: 4096);
    }

    private static string Read(byte[] input, int length)
    {
        if (!ProxyHeader.TryRead(input.AsSpan(0, length), out var header, out var client))
            return "refused";
        if (header == 0)
        {
            Assert.Null(client);
            // Nobody may be kept waiting for ever.
            Assert.InRange(length, 0, (length > 0 && input[0] == 'P' ? MaxText : MaxHeader) - 1);
            return "more";
        }

        Assert.InRange(header, 1, Math.Min(length, MaxHeader));
        if (client is null)
            return $"{header} bytes, no client";
        Assert.Contains(client.AddressFamily, (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6]);
        Assert.False(client.Address.IsIPv4MappedToIPv6);
        return $"{header} bytes, {client}";
    }
}
