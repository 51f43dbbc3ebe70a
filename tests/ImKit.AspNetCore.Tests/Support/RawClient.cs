using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>A client that writes WebSocket bytes by hand, so that it can also write wrong ones.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp;

    private RawClient(TcpClient tcp)
    {
        _tcp = tcp;
        Stream = tcp.GetStream();
    }

    public NetworkStream Stream { get; }

    public static async Task<RawClient> ConnectAsync(int port, int receiveBuffer = 0)
    {
        var tcp = new TcpClient();
        if (receiveBuffer > 0)
            tcp.ReceiveBufferSize = receiveBuffer;
        await tcp.ConnectAsync(IPAddress.Loopback, port, Wait.Token);
        return new RawClient(tcp);
    }

    /// <summary>Sends a request and reads the head of the answer.</summary>
    public async Task<string> RequestAsync(string request)
    {
        await Stream.WriteAsync(Encoding.ASCII.GetBytes(request.ReplaceLineEndings("\r\n")), Wait.Token);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await Stream.ReadAsync(one, Wait.Token) == 0)
                break;
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public static async Task<RawClient> UpgradeAsync(int port, int receiveBuffer = 0)
    {
        var client = await ConnectAsync(port, receiveBuffer);
        var head = await client.RequestAsync(Upgrade());
        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        return client;
    }

    public static string Upgrade(string path = "/im", string method = "GET", string upgrade = "websocket", string connection = "keep-alive, Upgrade",
        string key = "dGhlIHNhbXBsZSBub25jZQ==", string version = "13", string more = "") =>
        $"{method} {path} HTTP/1.1\nHost: localhost\nUpgrade: {upgrade}\nConnection: {connection}\nSec-WebSocket-Key: {key}\nSec-WebSocket-Version: {version}\n{more}\n";

    /// <summary>One frame with a mask of zeros.</summary>
    public async Task FrameAsync(int opcode, bool final, byte[] payload, bool masked = true)
    {
        using var frame = new MemoryStream();
        frame.WriteByte((byte)((final ? 0x80 : 0) | opcode));
        var mask = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            frame.WriteByte((byte)(mask | payload.Length));
        }
        else
        {
            frame.WriteByte((byte)(mask | 126));
            frame.WriteByte((byte)(payload.Length >> 8));
            frame.WriteByte((byte)payload.Length);
        }

        if (masked)
            frame.Write(new byte[4]);
        frame.Write(payload);
        await Stream.WriteAsync(frame.ToArray(), Wait.Token);
    }

    /// <summary>Reads a server's frame of less than 126 bytes.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        var head = new byte[2];
        await Stream.ReadExactlyAsync(head, Wait.Token);
        var payload = new byte[head[1]];
        await Stream.ReadExactlyAsync(payload, Wait.Token);
        return (head[0] & 15, payload);
    }

    public void Dispose() => _tcp.Dispose();
}
