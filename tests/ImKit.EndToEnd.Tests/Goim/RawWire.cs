using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>A client that knows no protocol: it sends bytes and reads bytes, with a deadline.</summary>
internal abstract class RawWire : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<RawWire> ConnectAsync(string kind, GoimServer server) => kind == "tcp"
        ? new RawTcp(await RawTcp.OpenAsync(server.Tcp))
        : new RawWebSocket(await RawWebSocket.OpenAsync(server.Ws));

    public abstract Task SendAsync(byte[] bytes);

    /// <summary>Reads exactly so many bytes of the stream, or one message that has exactly so many.</summary>
    public abstract Task<byte[]> ReceiveAsync(int length);

    /// <summary>Waits for the server's end of the connection; nothing else may come.</summary>
    public abstract Task<int?> ReceiveEndAsync();

    public abstract ValueTask DisposeAsync();

    protected static CancellationTokenSource Deadline() => new(Patience);
}

internal sealed class RawTcp(Socket socket) : RawWire
{
    public static async Task<Socket> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    public override async Task SendAsync(byte[] bytes)
    {
        using var deadline = Deadline();
        for (var sent = 0; sent < bytes.Length;)
            sent += await socket.SendAsync(bytes.AsMemory(sent), deadline.Token);
    }

    public override async Task<byte[]> ReceiveAsync(int length)
    {
        using var deadline = Deadline();
        var bytes = new byte[length];
        for (var got = 0; got < length;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(got), deadline.Token);
            Assert.True(more > 0, $"the server closed after {got} of {length} bytes: {Convert.ToHexString(bytes.AsSpan(0, got))}");
            got += more;
        }

        return bytes;
    }

    public override async Task<int?> ReceiveEndAsync()
    {
        using var deadline = Deadline();
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], deadline.Token));
        return null;
    }

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal sealed class RawWebSocket(ClientWebSocket socket) : RawWire
{
    public static async Task<ClientWebSocket> OpenAsync(int port, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        using var deadline = Deadline();
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/sub"), deadline.Token);
        return socket;
    }

    public override Task SendAsync(byte[] bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var deadline = Deadline();
        await socket.SendAsync(bytes, type, endOfMessage: true, deadline.Token);
    }

    public override async Task<byte[]> ReceiveAsync(int length)
    {
        var message = await ReceiveMessageAsync();
        Assert.True(message.Length == length, $"a message of {length} bytes was expected, and this came: {Convert.ToHexString(message)}");
        return message;
    }

    public async Task<byte[]> ReceiveMessageAsync()
    {
        using var deadline = Deadline();
        var bytes = new byte[65536];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(bytes.AsMemory(length), deadline.Token);
            Assert.True(part.MessageType == WebSocketMessageType.Binary, $"the server closed: {socket.CloseStatus} {socket.CloseStatusDescription}");
            length += part.Count;
            if (part.EndOfMessage)
                return bytes[..length];
        }
    }

    public override async Task<int?> ReceiveEndAsync()
    {
        using var deadline = Deadline();
        var part = await socket.ReceiveAsync(new Memory<byte>(new byte[1]), deadline.Token);
        Assert.Equal(WebSocketMessageType.Close, part.MessageType);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        return (int?)socket.CloseStatus;
    }

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
