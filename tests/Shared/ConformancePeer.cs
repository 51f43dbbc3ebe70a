using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>A client on a bare socket: writes what it is told, and takes from the server nothing but good frames.</summary>
internal sealed class ConformancePeer : IDisposable
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private readonly CancellationTokenSource _deadline = new(Until.Limit);
    private readonly TcpClient _tcp;
    private readonly BufferedStream _input;

    private ConformancePeer(TcpClient tcp)
    {
        _tcp = tcp;
        _input = new BufferedStream(tcp.GetStream(), 65536);
    }

    public static async Task<ConformancePeer> ConnectAsync(IPEndPoint server, int receiveBuffer = 0)
    {
        var tcp = new TcpClient { NoDelay = true };
        if (receiveBuffer > 0)
            tcp.ReceiveBufferSize = receiveBuffer;
        await tcp.ConnectAsync(server);
        return new ConformancePeer(tcp);
    }

    /// <summary>A connection whose opening handshake is done.</summary>
    public static async Task<ConformancePeer> OpenAsync(IPEndPoint server, int receiveBuffer = 0)
    {
        var peer = await ConnectAsync(server, receiveBuffer);
        await peer.SendAsync(Encoding.ASCII.GetBytes(Request()));
        Assert.StartsWith("HTTP/1.1 101", await peer.ReadHeadAsync(), StringComparison.Ordinal);
        return peer;
    }

    /// <summary>A good request, with more header lines or without the line of a header.</summary>
    public static string Request(string more = "", string without = "-", string line = "GET /im HTTP/1.1")
    {
        string[] headers = ["Host: localhost", "Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Key: {Key}", "Sec-WebSocket-Version: 13"];
        var kept = headers.Where(header => !header.StartsWith(without + ":", StringComparison.Ordinal)).Select(static header => header + "\r\n");
        return $"{line}\r\n{string.Concat(kept)}{more}\r\n";
    }

    /// <summary>Sends bytes in pieces of so many; 0 for all at once. A server that has ended the connection meanwhile is no error: what it said counts.</summary>
    public async Task SendAsync(byte[] bytes, int piece = 0)
    {
        try
        {
            for (var at = 0; at < bytes.Length; at += piece == 0 ? bytes.Length : piece)
                await _tcp.GetStream().WriteAsync(bytes.AsMemory(at, Math.Min(piece == 0 ? bytes.Length : piece, bytes.Length - at)), _deadline.Token);
        }
        catch (IOException)
        {
        }
    }

    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _input.ReadAsync(one, _deadline.Token) > 0)
            head.Append((char)one[0]);
        return head.ToString();
    }

    /// <summary>The next frame; RFC 6455, 5.1 and 5.2: final, without reserved bits and mask, its length in the shortest form.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        var header = await ReadAsync(2);
        Assert.Equal(0x80, header[0] & 0xF0);
        Assert.Equal(0, header[1] & 0x80);
        long length = header[1];
        if (length == 126)
            Assert.InRange(length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)), 126, 65535);
        else if (length == 127)
            Assert.InRange(length = BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)), 65536, 1 << 26);
        var opcode = header[0] & 15;
        if (opcode >= ConformanceFrame.CloseCode)
            Assert.InRange(length, 0, 125);
        return (opcode, await ReadAsync((int)length));
    }

    /// <summary>Everything to the end of the connection, which has to be a close frame and then the end of the stream.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var lines = new List<string>();
        while (true)
        {
            var (opcode, payload) = await ReadFrameAsync();
            lines.Add(ConformanceFrame.Line(opcode, payload));
            if (opcode != ConformanceFrame.CloseCode)
                continue;
            if (payload.Length > 2)
                _ = new UTF8Encoding(false, true).GetString(payload, 2, payload.Length - 2);
            Assert.Equal(0, await _input.ReadAsync(new byte[1], _deadline.Token));
            return lines;
        }
    }

    public void Dispose()
    {
        _input.Dispose();
        _tcp.Dispose();
        _deadline.Dispose();
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _input.ReadExactlyAsync(bytes, _deadline.Token);
        return bytes;
    }
}
