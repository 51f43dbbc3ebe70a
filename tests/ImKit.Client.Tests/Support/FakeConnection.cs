using System.Threading.Channels;
using Google.Protobuf;
using ImKit.Client.Wires;

namespace ImKit.Client.Tests.Support;

/// <summary>The server's end of one connection of a client, in memory.</summary>
internal sealed class FakeConnection(FakeServer server) : IWire
{
    private readonly Channel<byte[]> _toClient = Channel.CreateUnbounded<byte[]>();
    private readonly FrameReader _fromClient = new(1 << 20);
    private readonly Lock _lock = new();
    private readonly List<Frame> _requests = [];
    private ReadOnlyMemory<byte> _rest;

    public int? CloseCode { get; private set; }

    /// <summary>Whether the client has let go of it.</summary>
    public bool Gone { get; private set; }

    public IReadOnlyList<Frame> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    public int Count(int operation) => Requests.Count(request => request.Operation == operation);

    public T Last<T>(int operation, MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(Requests.Last(request => request.Operation == operation).Body.Span);

    public void Send(int operation, int sequence, IMessage body) => SendBytes(Frame.Encode(2, operation, sequence, body.ToByteArray()));

    public void SendBytes(byte[] bytes) => _toClient.Writer.TryWrite(bytes);

    public void Push(int operation, IMessage body) => Send(operation, 0, body);

    public void Refuse(Frame request, int code, long retryMs = 0) =>
        Send(Operations.Error, request.Sequence, new Wire.Error { Code = code, Message = "no", Temporary = code < 200, RetryAfterMs = retryMs });

    /// <summary>Ends the connection, with a reason or without a word.</summary>
    public void End(int code = 0, long retryMs = 0)
    {
        if (code > 0)
            Push(Operations.Disconnect, new Wire.Disconnect { Code = code, Reason = "the end", RetryAfterMs = retryMs });
        _toClient.Writer.TryComplete();
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancel)
    {
        if (_toClient.Reader.Completion.IsCompleted)
            throw new IOException("The connection has ended.");
        lock (_lock)
        {
            while (!frames.IsEmpty)
            {
                var space = _fromClient.Space();
                var part = frames[..Math.Min(frames.Length, space.Length)];
                part.CopyTo(space);
                _fromClient.Advance(part.Length);
                frames = frames[part.Length..];
            }

            while (_fromClient.TryRead(out var frame))
            {
                _requests.Add(frame);
                server.Answer(this, frame);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (_rest.IsEmpty)
        {
            if (!await _toClient.Reader.WaitToReadAsync(cancel))
                return 0;
            if (_toClient.Reader.TryRead(out var bytes))
                _rest = bytes;
        }

        var count = Math.Min(_rest.Length, buffer.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public ValueTask CloseAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Gone = true;
        _toClient.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
