using System.Text;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>The opening handshake: RFC 6455, 4.2.</summary>
public abstract partial class Conformance<TRig>
{
    [Theory]
    [InlineData("as the RFC shows it", "", "-")]
    [InlineData("with names in any case", "UPGRADE: WebSocket\r\n", "Upgrade")]
    [InlineData("with other tokens beside", "Connection: keep-alive, Upgrade\r\nUpgrade: websocket, foo\r\n", "Connection")]
    [InlineData("with a second header of tokens", "Connection: keep-alive\r\n", "-")]
    [InlineData("with cookies and what browsers send", "Cookie: a=b; c=d\r\nUser-Agent: x\r\nPragma: no-cache\r\nAccept-Encoding: gzip\r\n", "-")]
    [InlineData("with extensions that nobody knows", "Sec-WebSocket-Extensions: foo, permessage-deflate; client_max_window_bits\r\n", "-")]
    [InlineData("from a page of the own host", "Origin: http://localhost\r\n", "-")]
    public async Task A_good_request_is_answered_with_the_key_that_proves_it(string how, string more, string without)
    {
        var request = Encoding.ASCII.GetBytes(ConformancePeer.Request(more, without));
        foreach (var piece in (int[])[0, 1, 13])
        {
            using var peer = await ConformancePeer.ConnectAsync(Address);
            await peer.SendAsync(request, piece);
            var head = await peer.ReadHeadAsync();
            Assert.True(head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal), $"{how}: {head}");
            Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", Header(head, "Sec-WebSocket-Accept"));
            Assert.Equal("websocket", Header(head, "Upgrade"), ignoreCase: true);
            Assert.Equal("Upgrade", Header(head, "Connection"), ignoreCase: true);
            Assert.Null(Header(head, "Sec-WebSocket-Extensions"));
            Assert.Null(Header(head, "Sec-WebSocket-Protocol"));
            await peer.SendAsync(ConformanceFrame.Close(1000));
            Assert.Equal(["close 1000"], await peer.ReadToEndAsync());
        }
    }

    [Theory]
    [InlineData("echo.imkit", "echo.imkit")]
    [InlineData("other, echo.imkit", "echo.imkit")]
    [InlineData("other", null)]
    [InlineData("ECHO.IMKIT", null)]
    public async Task The_subprotocol_is_one_that_the_client_offers_or_none(string offered, string? chosen)
    {
        using var peer = await ConformancePeer.ConnectAsync(Address);
        await peer.SendAsync(Encoding.ASCII.GetBytes(ConformancePeer.Request($"Sec-WebSocket-Protocol: {offered}\r\n")));
        Assert.Equal(chosen, Header(await peer.ReadHeadAsync(), "Sec-WebSocket-Protocol"));
    }

    [Fact]
    public async Task Frames_right_behind_the_request_are_answered()
    {
        using var peer = await ConformancePeer.ConnectAsync(Address);
        await peer.SendAsync([.. Encoding.ASCII.GetBytes(ConformancePeer.Request()), .. ConformanceFrame.Text("early"), .. ConformanceFrame.Ping("early"), .. ConformanceFrame.Close(1001)]);
        Assert.StartsWith("HTTP/1.1 101", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(
            ["close 1001", ConformanceCase.Answer("early"), ConformanceCase.Echo("early")], (await peer.ReadToEndAsync()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("another version", "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version", "GET /im HTTP/1.1", 426)]
    [InlineData("no version", "", "Sec-WebSocket-Version", "GET /im HTTP/1.1", 426)]
    [InlineData("no Upgrade", "", "Upgrade", "GET /im HTTP/1.1", 426)]
    [InlineData("an Upgrade to something else", "Upgrade: h2c\r\n", "Upgrade", "GET /im HTTP/1.1", 426)]
    [InlineData("no Connection", "", "Connection", "GET /im HTTP/1.1", 426)]
    [InlineData("a Connection without Upgrade", "Connection: keep-alive\r\n", "Connection", "GET /im HTTP/1.1", 426)]
    [InlineData("no key", "", "Sec-WebSocket-Key", "GET /im HTTP/1.1", 400)]
    [InlineData("a short key", "Sec-WebSocket-Key: c2hvcnQ=\r\n", "Sec-WebSocket-Key", "GET /im HTTP/1.1", 400)]
    [InlineData("a key that is not base64", "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n", "Sec-WebSocket-Key", "GET /im HTTP/1.1", 400)]
    [InlineData("two keys", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "-", "GET /im HTTP/1.1", 400)]
    [InlineData("no host", "", "Host", "GET /im HTTP/1.1", 400)]
    [InlineData("two hosts", "Host: example.com\r\n", "-", "GET /im HTTP/1.1", 400)]
    [InlineData("another path", "", "-", "GET /nowhere HTTP/1.1", 404)]
    public async Task A_request_that_is_not_good_is_refused(string what, string more, string without, string line, int status)
    {
        using var peer = await ConformancePeer.ConnectAsync(Address);
        await peer.SendAsync(Encoding.ASCII.GetBytes(ConformancePeer.Request(more, without, line)));
        var head = await peer.ReadHeadAsync();
        Assert.True(head.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{what}: {head}");
        if (status == 426)
            Assert.Equal("13", Header(head, "Sec-WebSocket-Version"));
    }

    [Theory]
    [InlineData("POST /im HTTP/1.1")]
    [InlineData("GET /im HTTP/1.0")]
    [InlineData("GET  HTTP/1.1")]
    [InlineData("GET /im")]
    [InlineData("rubbish")]
    public async Task A_request_line_that_is_not_good_is_refused(string line)
    {
        using var peer = await ConformancePeer.ConnectAsync(Address);
        await peer.SendAsync(Encoding.ASCII.GetBytes(ConformancePeer.Request(line: line)));
        var status = (await peer.ReadHeadAsync()).Split(' ')[1];
        Assert.Contains(status, (string[])["400", "405", "426", "505"]);
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim()).SingleOrDefault();
}
