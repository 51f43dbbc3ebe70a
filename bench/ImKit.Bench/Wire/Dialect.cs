using System.Buffers;

namespace ImKit.Bench.Wire;

/// <summary>How requests are written and answers read. Holds no state of a connection.</summary>
internal abstract class Dialect
{
    public abstract string Name { get; }

    /// <summary>The path of the WebSocket; null for plain TCP.</summary>
    public virtual string? WebSocketPath => null;

    /// <summary>Whether messages are text.</summary>
    public virtual bool IsText => false;

    /// <summary>What is sent, as one message, before the login; null for nothing.</summary>
    public virtual ReadOnlyMemory<byte>? Greeting => null;

    public static Dialect Named(string name) => name switch
    {
        "tcp" => new GoimDialect(null),
        "ws" => new GoimDialect("/sub"),
        "sigj" => new SignalRJsonDialect(),
        _ => throw new UsageException($"unknown protocol '{name}': tcp, ws or sigj"),
    };

    public abstract void WriteLogin(IBufferWriter<byte> writer, int user, int room);

    public abstract void WriteHeartbeat(IBufferWriter<byte> writer);

    public abstract void WritePublish(IBufferWriter<byte> writer, ReadOnlySpan<byte> body);

    public abstract void WritePush(IBufferWriter<byte> writer, int user, ReadOnlySpan<byte> body);

    public abstract void WriteEcho(IBufferWriter<byte> writer, ReadOnlySpan<byte> body);

    /// <summary>Reports each complete answer.</summary>
    /// <returns>Bytes used.</returns>
    public abstract int Read(ReadOnlySpan<byte> bytes, IDialectEvents events, long now);
}

/// <summary>What a server says.</summary>
internal interface IDialectEvents
{
    void OnGreeted();

    void OnLoggedIn();

    void OnDelivered(ReadOnlySpan<byte> body, long now);

    void OnEchoed(ReadOnlySpan<byte> body, long now);

    void OnHeartbeat();

    /// <summary>A publish was refused because the server has too much to do.</summary>
    void OnRefused();

    void OnBroken(string why);
}
