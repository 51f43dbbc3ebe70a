using System.Text;
using ImKit.Protocol.Http;
using ImKit.Transports;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>The request that opens a WebSocket: however it comes in pieces, the same verdict; a good one gives a whole answer, a bad one a documented status; nothing
/// that a client sends appears in an answer. Of a good one the authenticator can read every header and parameter.</summary>
internal sealed class UpgradeTarget : FuzzTarget
{
    private static readonly int[] s_statuses = [400, 403, 404, 405, 414, 426, 431, 505];

    private readonly UpgradeRules _rules = Rules();

    public override string Name => "upgrade";

    public override int MaxLength => 3000;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "GET /im HTTP/1.1\r\n", "Host: a\r\n", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Version: 13\r\n",
            "Sec-WebSocket-Protocol: x, chat\r\n", "Origin: http://a\r\n", "Content-Length: 0\r\n", "\r\n\r\n", "\r\n", "\n", ":", ", ", "?token=a&b=%41", "%ff%", "\t", "HTTP/1.0",
        }.Select(Encoding.ASCII.GetBytes),
    ];

    public override void Check(byte[] input)
    {
        var whole = Verdict(input, input.Length);
        // What stands in the first bytes alone is never judged differently once more has come.
        for (var length = 1; length <= input.Length; length += 1 + (length / 16))
        {
            if (Verdict(input, length) is { } early)
                Assert.Equal(early, Verdict(input, Math.Min(input.Length, length + 40)));
        }

        Laws.Frugal(input.Length, () => Verdict(input, input.Length), constant: 8192);
        if (whole is null || !whole.StartsWith("101", StringComparison.Ordinal))
            return;
        HttpHead.Find(input, _rules, out var end);
        var head = new RequestHead(input.AsSpan(0, end));
        Assert.NotNull(head.Read("Host"));
        Assert.Equal("13", head.Read("sec-websocket-version"));
        foreach (var name in (string[])["?token", "?", "? ", "Cookie", ""])
            _ = head.Read(name);
    }

    private string? Verdict(byte[] input, int length)
    {
        if (length == 0)
            return null;
        var refusal = HttpHead.Find(input.AsSpan(0, length), _rules, out var end);
        Assert.InRange(end, 0, Math.Min(length, _rules.MaxBytes + 2));
        if (refusal is null && end == 0)
        {
            Assert.InRange(length, 0, _rules.MaxBytes + 1);
            return null;
        }

        var response = Array.Empty<byte>();
        refusal ??= new UpgradeRequest(_rules).Check(input.AsSpan(0, end), out response);
        if (refusal is null)
            return Good(Encoding.ASCII.GetString(response));
        Assert.Empty(response);
        Assert.Contains(refusal.Status, s_statuses);
        return $"{refusal.Status} {refusal.Text}";
    }

    private static string Good(string response)
    {
        var lines = response.Split("\r\n");
        Assert.Equal("HTTP/1.1 101 Switching Protocols", lines[0]);
        Assert.Equal(["", ""], lines[^2..]);
        Assert.All(lines[1..^2], static line => Assert.Contains(line.Split(": ")[0], (string[])["Upgrade", "Connection", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol"]));
        Assert.All(lines.Where(static line => line.StartsWith("Sec-WebSocket-Protocol", StringComparison.Ordinal)), static line => Assert.Equal("Sec-WebSocket-Protocol: chat", line));
        return $"101 {response}";
    }

    private static UpgradeRules Rules()
    {
        var endpoint = new ListenEndpoint(new(System.Net.IPAddress.Loopback, 0)) { Protocols = ListenProtocols.WebSocket };
        endpoint.WebSocket.SubProtocols.Add("chat");
        endpoint.WebSocket.AllowedOrigins.Add("https://app.example.com");
        endpoint.WebSocket.MaxRequestBytes = 1024;
        endpoint.WebSocket.MaxRequestLineBytes = 256;
        endpoint.WebSocket.MaxHeaders = 16;
        return new EndpointRules(endpoint).Upgrade;
    }
}
