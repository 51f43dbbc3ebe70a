using System.Threading.Channels;
using ImKit.Transports;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>What Core would do with one connection; writes down every call and checks the rules of the seam.</summary>
internal sealed class FakeSession(IConnection connection, ConnectionOrigin origin, IEventLoop loop, Action<FakeSession, byte[]>? onMessage) : IConnectionHandler
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

    public Task<int> SendAsync(byte[] bytes) => OnLoopAsync(connection => connection.Send(bytes, 0, bytes.Length));

    public void OnData(ReadOnlySpan<byte> bytes) => Take(bytes);

    public void OnMessage(ReadOnlySpan<byte> message) => Take(message);

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
        if (onMessage is null)
            _received.Writer.TryWrite(copy);
        else
            onMessage(this, copy);
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
