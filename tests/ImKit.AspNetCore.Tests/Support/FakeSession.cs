using System.Threading.Channels;
using ImKit.Connections;
using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>What Core would do with one connection; writes down every call and checks the rules of the seam.</summary>
internal sealed class FakeSession(IConnection connection, ConnectionOrigin origin, IEventLoop loop, FakeCore core) : IConnectionHandler, IMessageHandler
{
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<int> _writable = Channel.CreateUnbounded<int>();
    private readonly TaskCompletionSource<CloseReason> _violation = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    public IConnection Connection { get; } = connection;

    public ConnectionOrigin Origin { get; } = origin;

    public string? BrokenRule { get; private set; }

    public int ReceivedCount;

    public async Task<byte[]> ReceiveAsync() => await _received.Reader.ReadAsync(Wait.Token);

    public bool HasReceived => _received.Reader.TryPeek(out _);

    public async Task<int> WritableAsync() => await _writable.Reader.ReadAsync(Wait.Token);

    public Task<CloseReason> ViolationAsync() => Wait.For(_violation.Task);

    public async Task<Exception?> ClosedAsync()
    {
        var error = await Wait.For(_closed.Task);
        Assert.Null(BrokenRule);
        return error;
    }

    public Task<T> OnLoopAsync<T>(Func<IConnection, T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(loop.Execute(new LoopWork(() =>
        {
            try
            {
                done.SetResult(work(Connection));
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        })));
        return Wait.For(done.Task);
    }

    public Task OnLoopAsync(Action<IConnection> work) => OnLoopAsync(connection =>
    {
        work(connection);
        return true;
    });

    public int MaxMessageBytes => core.MaxMessageBytes;

    /// <summary>Bytes as this connection carries them.</summary>
    public byte[] Encode(params byte[] bytes) => Origin.Framing == Framing.Message ? WebSocketHeader.Frame(WebSocketOpcode.Binary, bytes) : bytes;

    /// <summary>Sends bytes.</summary>
    /// <returns>How many were taken; of a message all or none.</returns>
    public Task<int> SendAsync(byte[] bytes) => OnLoopAsync(connection =>
    {
        var encoded = Encode(bytes);
        var taken = connection.Send(encoded, 0, encoded.Length);
        return Origin.Framing == Framing.Stream ? taken : taken == encoded.Length ? bytes.Length : 0;
    });

    public void OnData(Span<byte> bytes) => Take(bytes);

    public void OnMessage(Span<byte> message, bool text) => Take(message);

    public void OnReadDone() => Check(nameof(OnReadDone));

    public void OnViolation(CloseReason reason)
    {
        Check(nameof(OnViolation));
        _violation.TrySetResult(reason);
        Connection.Close(reason);
    }

    public void OnWritable(int taken)
    {
        Check(nameof(OnWritable));
        _writable.Writer.TryWrite(taken);
    }

    public void OnClosed(Exception? error)
    {
        Check(nameof(OnClosed));
        _closed.SetResult(error);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Check("receive");
        if (Interlocked.Increment(ref _inside) != 1)
            BrokenRule = "called twice at once";
        var copy = bytes.ToArray();
        ReceivedCount++;
        if (core.OnMessage is null)
            _received.Writer.TryWrite(copy);
        else
            core.OnMessage(this, copy);
        Interlocked.Decrement(ref _inside);
    }

    private void Check(string call)
    {
        if (!loop.InLoop)
            BrokenRule = $"{call} outside the loop";
        if (_closed.Task.IsCompleted)
            BrokenRule = $"{call} after OnClosed";
    }
}

internal sealed class LoopWork(Action action) : ILoopWork
{
    public void Run() => action();
}
