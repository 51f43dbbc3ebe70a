using System.Buffers;
using System.Buffers.Binary;

namespace ImKit.Bench.Wire;

/// <summary>goim's frames, on TCP or in WebSocket messages.</summary>
internal sealed class GoimDialect(string? path) : Dialect
{
    private const int HeaderSize = 16;
    private const int Heartbeat = 2;
    private const int HeartbeatReply = 3;
    private const int Echo = 4;
    private const int EchoReply = 5;
    private const int Login = 7;
    private const int LoginReply = 8;
    private const int Raw = 9;
    private const int Publish = 100;
    private const int PushToUser = 101;
    private const int Delivered = 1000;

    public override string Name => path is null ? "tcp" : "ws";

    public override string? WebSocketPath => path;

    public override void WriteLogin(IBufferWriter<byte> writer, int user, int room)
    {
        Span<byte> body = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(body, user);
        BinaryPrimitives.WriteInt32BigEndian(body[4..], room);
        Write(writer, Login, body, default);
    }

    public override void WriteHeartbeat(IBufferWriter<byte> writer) => Write(writer, Heartbeat, default, default);

    public override void WritePublish(IBufferWriter<byte> writer, ReadOnlySpan<byte> body) => Write(writer, Publish, body, default);

    public override void WritePush(IBufferWriter<byte> writer, int user, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, user);
        Write(writer, PushToUser, number, body);
    }

    public override void WriteEcho(IBufferWriter<byte> writer, ReadOnlySpan<byte> body) => Write(writer, Echo, body, default);

    public override int Read(ReadOnlySpan<byte> bytes, IDialectEvents events, long now)
    {
        var at = 0;
        while (bytes.Length - at >= HeaderSize)
        {
            var frame = bytes[at..];
            var length = BinaryPrimitives.ReadInt32BigEndian(frame);
            if (length is < HeaderSize or > 1 << 24)
            {
                events.OnBroken($"a frame of {length} bytes");
                return bytes.Length;
            }

            if (frame.Length < length)
                break;
            at += length;
            OnFrame(BinaryPrimitives.ReadInt32BigEndian(frame[8..]), frame[HeaderSize..length], events, now);
        }

        return at;
    }

    private void OnFrame(int operation, ReadOnlySpan<byte> body, IDialectEvents events, long now)
    {
        switch (operation)
        {
            case Delivered:
                events.OnDelivered(body, now);
                break;
            case EchoReply:
                events.OnEchoed(body, now);
                break;
            case LoginReply:
                events.OnLoggedIn();
                break;
            case HeartbeatReply:
                events.OnHeartbeat();
                break;
            case Raw:
                Read(body, events, now);
                break;
            case Publish or PushToUser:
                events.OnRefused();
                break;
        }
    }

    private static void Write(IBufferWriter<byte> writer, int operation, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var length = HeaderSize + first.Length + second.Length;
        var span = writer.GetSpan(length);
        BinaryPrimitives.WriteInt32BigEndian(span, length);
        BinaryPrimitives.WriteInt16BigEndian(span[4..], HeaderSize);
        BinaryPrimitives.WriteInt16BigEndian(span[6..], 1);
        BinaryPrimitives.WriteInt32BigEndian(span[8..], operation);
        BinaryPrimitives.WriteInt32BigEndian(span[12..], 0);
        first.CopyTo(span[HeaderSize..]);
        second.CopyTo(span[(HeaderSize + first.Length)..]);
        writer.Advance(length);
    }
}
