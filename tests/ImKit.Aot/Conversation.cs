using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.Aot;

/// <summary>What a client of version 3 (JSON bodies) says to the server, and checks that each answer is right.</summary>
internal static class Conversation
{
    public static async Task RunAsync(int port, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancel);
        var stream = client.GetStream();
        await AskAsync(stream, Operations.Login, """{"mid":1,"room_id":"live://1","accepts":[1000]}""", Operations.LoginReply, "\"userId\":\"1\"", cancel);
        await AskAsync(stream, Operations.Heartbeat, "", Operations.HeartbeatReply, "\"online\":1", cancel);
        const string Send = """{"toUser":"2","clientMsgId":"a","text":"hello"}""";
        await AskAsync(stream, Operations.Send, Send, Operations.SendReply, "\"seq\":1", cancel);
    }

    private static async Task AskAsync(NetworkStream stream, int operation, string body, int reply, string part, CancellationToken cancel)
    {
        await stream.WriteAsync(Frame(operation, Encoding.UTF8.GetBytes(body)), cancel);
        while (true)
        {
            var (got, answer) = await ReadAsync(stream, cancel);
            if (got is Operations.Entries or Operations.Feed)
                continue;
            if (got != reply || !answer.Contains(part, StringComparison.Ordinal))
                throw new InvalidOperationException($"operation {operation} was answered by {got}: {answer}");
            return;
        }
    }

    private static byte[] Frame(int operation, byte[] body)
    {
        var frame = new byte[16 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(4), 16);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(6), 3);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), operation);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(12), 1);
        body.CopyTo(frame, 16);
        return frame;
    }

    private static async Task<(int Operation, string Body)> ReadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var header = new byte[16];
        await stream.ReadExactlyAsync(header, cancel);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header) - 16];
        await stream.ReadExactlyAsync(body, cancel);
        return (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8)), Encoding.UTF8.GetString(body));
    }
}
