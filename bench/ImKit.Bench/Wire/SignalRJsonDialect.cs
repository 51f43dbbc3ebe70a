using System.Buffers;
using System.Text;

namespace ImKit.Bench.Wire;

/// <summary>Just enough of SignalR's JSON protocol to drive the hub of the bench server.</summary>
internal sealed class SignalRJsonDialect : Dialect
{
    private const byte Separator = 0x1e;
    private static readonly byte[] Hello = Encoding.ASCII.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e");

    public override string Name => "sigj";

    public override string? WebSocketPath => "/hub";

    public override bool IsText => true;

    public override ReadOnlyMemory<byte>? Greeting => Hello;

    public override void WriteLogin(IBufferWriter<byte> writer, int user, int room) =>
        writer.Write(Encoding.ASCII.GetBytes($"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Auth\",\"arguments\":[{user},{room}]}}\u001e"));

    public override void WriteHeartbeat(IBufferWriter<byte> writer) => writer.Write("{\"type\":6}\u001e"u8);

    public override void WritePublish(IBufferWriter<byte> writer, ReadOnlySpan<byte> body)
    {
        writer.Write("{\"type\":1,\"target\":\"Publish\",\"arguments\":[\""u8);
        Finish(writer, body);
    }

    public override void WritePush(IBufferWriter<byte> writer, int user, ReadOnlySpan<byte> body)
    {
        writer.Write(Encoding.ASCII.GetBytes($"{{\"type\":1,\"target\":\"Push\",\"arguments\":[{user},\""));
        Finish(writer, body);
    }

    public override void WriteEcho(IBufferWriter<byte> writer, ReadOnlySpan<byte> body)
    {
        writer.Write("{\"type\":1,\"target\":\"Echo\",\"arguments\":[\""u8);
        Finish(writer, body);
    }

    public override int Read(ReadOnlySpan<byte> bytes, IDialectEvents events, long now)
    {
        var at = 0;
        while (bytes[at..].IndexOf(Separator) is var length and >= 0)
        {
            OnRecord(bytes.Slice(at, length), events, now);
            at += length + 1;
        }

        return at;
    }

    private static void OnRecord(ReadOnlySpan<byte> record, IDialectEvents events, long now)
    {
        if (record.StartsWith("{\"type\":1,"u8))
        {
            var stamp = record.IndexOf("@T"u8);
            var body = stamp < 0 ? default : record[stamp..];
            if (record[..Math.Min(40, record.Length)].IndexOf("\"e\""u8) >= 0)
                events.OnEchoed(body, now);
            else
                events.OnDelivered(body, now);
        }
        else if (record.StartsWith("{\"type\":3,"u8))
        {
            events.OnLoggedIn();
        }
        else if (record.StartsWith("{\"type\":6"u8))
        {
            events.OnHeartbeat();
        }
        else if (record.StartsWith("{\"type\":7"u8))
        {
            events.OnBroken("closed by the hub");
        }
        else if (record.SequenceEqual("{}"u8))
        {
            events.OnGreeted();
        }
    }

    private static void Finish(IBufferWriter<byte> writer, ReadOnlySpan<byte> body)
    {
        writer.Write(body);
        writer.Write("\"]}\u001e"u8);
    }
}
