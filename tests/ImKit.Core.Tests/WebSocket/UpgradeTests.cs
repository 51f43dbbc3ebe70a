using System.Text;
using CsCheck;
using ImKit.Protocol.Http;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>RFC 6455, 4.2, on RFC 9112: requests for WebSocket, strictly.</summary>
public sealed class UpgradeTests
{
    private const string Good =
        "GET /im?token=a%20b&x=1 HTTP/1.1\r\nHost: localhost:3102\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    private static readonly UpgradeRules s_rules = new(["/im"u8.ToArray(), "/sub"u8.ToArray()], new OriginPolicy(["https://app.example.com"]), ["im.v2", "im"], 256, 16, 1024);

    [Fact]
    public void A_good_request_is_answered_with_the_key_of_the_rfc()
    {
        var answer = Answer(Good + "\r\n");
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Protocol:", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Protocol: other, im\r\n", "im")]
    [InlineData("Sec-WebSocket-Protocol: im, im.v2\r\n", "im.v2")]
    public void The_first_subprotocol_of_ours_that_is_offered_is_chosen(string header, string chosen) =>
        Assert.Contains($"\r\nSec-WebSocket-Protocol: {chosen}\r\n", Answer(Good + header + "\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Host: localhost:3102\r\n", "", "400")]
    [InlineData("Host: localhost:3102\r\n", "Host: a\r\nHost: a\r\n", "400")]
    [InlineData("Host: localhost:3102\r\n", "Host: a b\r\n", "400")]
    [InlineData("Host: localhost:3102\r\n", "Host: a/b\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "", "426")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: h2c\r\n", "426")]
    [InlineData("Upgrade: websocket\r\n", "UPGRADE:WebSocket\r\n", "101")]
    [InlineData("Connection: keep-alive, Upgrade\r\n", "Connection: close\r\n", "426")]
    [InlineData("Connection: keep-alive, Upgrade\r\n", "Connection: close\r\nConnection: upgrade\r\n", "101")]
    [InlineData("Version: 13\r\n", "Version: 8\r\n", "426")]
    [InlineData("Version: 13\r\n", "Version: 13\r\nSec-WebSocket-Version: 13\r\n", "400")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==", "400")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=!", "400")]
    [InlineData("/im?token=a%20b&x=1", "/other", "404")]
    [InlineData("/im?token=a%20b&x=1", "/im/", "404")]
    [InlineData("/im?token=a%20b&x=1", "im", "400")]
    [InlineData("/im?token=a%20b&x=1", "http://localhost/im", "400")]
    [InlineData("/im?token=a%20b&x=1", "/im#a", "400")]
    [InlineData("/im?token=a%20b&x=1", "/im?\u0001", "400")]
    [InlineData("HTTP/1.1", "HTTP/1.0", "505")]
    [InlineData("HTTP/1.1", "HTTP/2.0", "505")]
    [InlineData("HTTP/1.1", "SIP/2.0", "400")]
    [InlineData("GET ", "POST ", "405")]
    [InlineData("GET ", "get ", "400")]
    [InlineData("GET ", "\u0016\u0003\u0001 ", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade : websocket\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\n folded\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nX: a\u0000b\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nContent-Length: 5\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nTransfer-Encoding: chunked\r\n", "400")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nOrigin: https://localhost:3102\r\n", "101")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nOrigin: https://app.example.com\r\n", "101")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nOrigin: https://evil.example.com\r\n", "403")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nOrigin: null\r\n", "403")]
    [InlineData("Upgrade: websocket\r\n", "Upgrade: websocket\r\nOrigin: https://localhost:3102\r\nOrigin: https://localhost:3102\r\n", "400")]
    public void A_request_that_is_changed_is_answered_by_its_own_status(string part, string by, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", Answer(Good.Replace(part, by, StringComparison.Ordinal) + "\r\n"), StringComparison.Ordinal);

    [Fact]
    public void Every_limit_holds_before_the_request_is_complete()
    {
        Assert.StartsWith("HTTP/1.1 414", Answer("GET /" + new string('a', 300)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", Answer(Good + "X: " + new string('a', 1000)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", Answer(Good + string.Concat(Enumerable.Repeat("X: y\r\n", 20))), StringComparison.Ordinal);
        Assert.Equal("", Answer(Good));
    }

    [Fact]
    public void A_refusal_says_how_to_do_better_and_that_the_connection_ends()
    {
        var answer = Answer(Good.Replace("Version: 13", "Version: 12", StringComparison.Ordinal) + "\r\n");
        Assert.Contains("\r\nSec-WebSocket-Version: 13\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 3\r\n", Encoding.ASCII.GetString(HttpRefusal.Busy(TimeSpan.FromSeconds(2.5)).ToBytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_and_parameters_can_be_read_afterwards()
    {
        var head = new RequestHead(Encoding.UTF8.GetBytes(Good + "Cookie: a=1\r\nCookie: b=2\r\n\r\n"));
        Assert.Equal("a=1,b=2", head.Read("cookie"));
        Assert.Equal("localhost:3102", head.Read("HOST"));
        Assert.Equal("a b", head.Read("?token"));
        Assert.Equal("1", head.Read("?x"));
        Assert.Null(head.Read("?y"));
        Assert.Null(head.Read("Authorization"));
        Assert.Null(new RequestHead("GET /im HTTP/1.1\r\n\r\n"u8).Read("?token"));
    }

    [Fact]
    public void Whatever_bytes_come_each_prefix_is_waited_for_or_refused_and_nothing_is_thrown() =>
        Gen.Select(Gen.OneOf(Gen.Byte.Array[1, 300], GenNearlyGood), Gen.Int[1, 300]).Sample(static (bytes, cut) =>
        {
            var whole = Answer(bytes);
            var part = Answer(bytes[..Math.Min(cut, bytes.Length)]);
            // What a part is refused for the whole is refused for too.
            Assert.True(part.Length == 0 || whole.Length > 0);
        }, iter: 20_000);

    private static Gen<byte[]> GenNearlyGood => Gen.Select(Gen.Int[0, 1000], Gen.Byte).Select(static (at, value) =>
    {
        var bytes = Encoding.ASCII.GetBytes(Good + "\r\n");
        bytes[at % bytes.Length] = value;
        return bytes;
    });

    private static string Answer(string request) => Answer(Encoding.Latin1.GetBytes(request));

    /// <summary>The whole answer; empty while the request is not complete.</summary>
    private static string Answer(byte[] request)
    {
        if (HttpHead.Find(request, s_rules, out var length) is { } bad)
            return Encoding.ASCII.GetString(bad.ToBytes());
        if (length == 0)
            return "";
        var refusal = new UpgradeRequest(s_rules).Check(request.AsSpan(0, length), out var response);
        return Encoding.ASCII.GetString(refusal?.ToBytes() ?? response);
    }
}
