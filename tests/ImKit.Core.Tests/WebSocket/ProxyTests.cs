using System.Net;
using System.Text;
using CsCheck;
using ImKit.Protocol.Proxy;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>The PROXY protocol, versions 1 and 2.</summary>
public sealed class ProxyTests
{
    private static readonly byte[] s_signature = "\r\n\r\n\0\r\nQUIT\n"u8.ToArray();

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n", "192.0.2.1:1234")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 0 65535\r\n", "[2001:db8::1]:0")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n", "192.0.2.1:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", null)]
    public void A_line_of_version_1_tells_the_client(string line, string? client) => AssertRead(Encoding.ASCII.GetBytes(line), client);

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1234\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1  192.0.2.2 1234 80\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 192.0.2.2 1234 80\r\n")]
    [InlineData("PROXY TCP4 192.0.2 192.0.2.2 1234 80\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 192.0.2.2 1234 80\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 ::1 1234 80\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 65536 80\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 01 80\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 +1 80\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\n")]
    [InlineData("PROXI")]
    [InlineData("GET / HTTP/1.1\r\n")]
    public void A_line_that_is_not_right_is_refused(string line) => Assert.False(ProxyHeader.TryRead(Encoding.ASCII.GetBytes(line), out _, out _));

    [Fact]
    public void A_line_has_at_most_107_bytes()
    {
        var longest = "PROXY UNKNOWN " + new string('a', 107 - 16) + "\r\n";
        AssertRead(Encoding.ASCII.GetBytes(longest), null);
        Assert.False(ProxyHeader.TryRead(Encoding.ASCII.GetBytes(longest[..^2] + "a\r\n"), out _, out _));
        Assert.False(ProxyHeader.TryRead(Encoding.ASCII.GetBytes("PROXY " + new string('a', 101)), out _, out _));
    }

    [Theory]
    [InlineData("21 11 000C C0000201 C0000202 04D2 0050", "192.0.2.1:1234")]
    [InlineData("21 11 0010 C0000201 C0000202 04D2 0050 04000100", "192.0.2.1:1234")]
    [InlineData("21 21 0024 20010DB8000000000000000000000001 20010DB8000000000000000000000002 04D2 0050", "[2001:db8::1]:1234")]
    [InlineData("20 00 0000", null)]
    [InlineData("20 11 000C C0000201 C0000202 04D2 0050", null)]
    [InlineData("21 00 0003 AABBCC", null)]
    [InlineData("21 31 0002 AABB", null)]
    public void A_header_of_version_2_tells_the_client(string hex, string? client) => AssertRead([.. s_signature, .. Hex(hex)], client);

    [Theory]
    [InlineData("11 11 000C C0000201 C0000202 04D2 0050")]
    [InlineData("22 11 000C C0000201 C0000202 04D2 0050")]
    [InlineData("21 12 000C C0000201 C0000202 04D2 0050")]
    [InlineData("21 11 000B C0000201 C0000202 04D2 00")]
    [InlineData("21 21 000C C0000201 C0000202 04D2 0050")]
    [InlineData("21 11 FFFF")]
    public void A_header_that_is_not_right_is_refused(string hex) => Assert.False(ProxyHeader.TryRead([.. s_signature, .. Hex(hex)], out _, out _));

    [Fact]
    public void Whatever_bytes_come_nothing_is_thrown_and_no_header_is_longer_than_allowed() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[0, 200], GenNearlyGood), Gen.Int[0, 200]).Sample(static (bytes, cut) =>
        {
            var good = ProxyHeader.TryRead(bytes, out var length, out _);
            Assert.InRange(length, 0, Math.Min(bytes.Length, 16 + 2048));
            if (ProxyHeader.TryRead(bytes.AsSpan(0, Math.Min(cut, bytes.Length)), out var early, out _))
                Assert.True(early == 0 || (good && early == length));
            else
                Assert.False(good);
        }, iter: 20_000);

    private static Gen<byte[]> GenNearlyGood => Gen.Select(Gen.Bool, Gen.Int[0, 200], Gen.Byte).Select(static (text, at, value) =>
    {
        byte[] bytes = text ? "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n"u8.ToArray() : [.. s_signature, .. Hex("21 11 000C C0000201 C0000202 04D2 0050")];
        bytes[at % bytes.Length] = value;
        return bytes;
    });

    /// <summary>Read whole, with more behind it, and waited for while it is not complete.</summary>
    private static void AssertRead(byte[] header, string? client)
    {
        Assert.True(ProxyHeader.TryRead([.. header, 0, 1, 2], out var length, out var read));
        Assert.Equal((header.Length, client), (length, read?.ToString()));
        for (var i = 0; i < header.Length; i++)
        {
            Assert.True(ProxyHeader.TryRead(header.AsSpan(0, i), out var early, out _));
            Assert.Equal(0, early);
        }
    }

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
