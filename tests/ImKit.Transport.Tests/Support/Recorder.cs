namespace ImKit.Transport.Tests.Support;

/// <summary>A handler that records what it is told and that everything comes on its loop, one thing at a time, nothing after the end.</summary>
internal class Recorder(IEventLoop loop, IConnection connection) : IConnectionHandler
{
    private readonly Lock _gate = new();
    private readonly List<byte> _bytes = [];
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<int> _writable = [];
    private readonly List<string> _violations = [];
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _inside;

    public IEventLoop Loop => loop;

    public IConnection Connection => connection;

    /// <summary>Ends with the error that <see cref="OnClosed"/> told.</summary>
    public Task<Exception?> Closed => _closed.Task;

    /// <summary>What broke the contract of <see cref="IConnectionHandler"/>.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
                return [.. _violations];
        }
    }

    public byte[] Bytes
    {
        get
        {
            lock (_gate)
                return _bytes.ToArray();
        }
    }

    public int[] Writable
    {
        get
        {
            lock (_gate)
                return [.. _writable];
        }
    }

    /// <summary>Waits until so many bytes have come.</summary>
    public Task ReceivedAsync(int count) => Until(() => _bytes.Count >= count);

    /// <summary>Waits until the connection became writable so often.</summary>
    public Task WritableAsync(int times) => Until(() => _writable.Count >= times);

    public Task<int> SendAsync(byte[] bytes) => SendAsync(bytes, 0, bytes.Length);

    public async Task<int> SendAsync(byte[] bytes, int offset, int count)
    {
        var taken = 0;
        await loop.On(() => taken = connection.Send(bytes, offset, count));
        return taken;
    }

    public void OnData(Span<byte> bytes)
    {
        using (Enter("OnData"))
        {
            if (bytes.IsEmpty)
                Violate("OnData without data");
            lock (_gate)
                _bytes.AddRange(bytes);
            Data(bytes);
            Changed();
        }
    }

    public void OnWritable(int taken)
    {
        using (Enter("OnWritable"))
        {
            lock (_gate)
                _writable.Add(taken);
            Writing(taken);
            Changed();
        }
    }

    public void OnClosed(Exception? error)
    {
        using (Enter("OnClosed"))
        {
            if (!_closed.TrySetResult(error))
                Violate("OnClosed twice");
            Ended(error);
        }
    }

    /// <summary>For tests that react at once, on the loop.</summary>
    protected virtual void Data(ReadOnlySpan<byte> bytes)
    {
    }

    protected virtual void Writing(int taken)
    {
    }

    protected virtual void Ended(Exception? error)
    {
    }

    private Leave Enter(string what)
    {
        if (!loop.InLoop)
            Violate(what + " outside the loop");
        if (_inside)
            Violate(what + " inside another callback");
        if (_closed.Task.IsCompleted)
            Violate(what + " after OnClosed");
        _inside = true;
        return new Leave(this);
    }

    private void Violate(string what)
    {
        lock (_gate)
            _violations.Add(what);
    }

    private void Changed()
    {
        TaskCompletionSource change;
        lock (_gate)
        {
            change = _change;
            _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        change.TrySetResult();
    }

    private async Task Until(Func<bool> holds)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (holds())
                    return;
                change = _change.Task;
            }

            await change.Soon();
        }
    }

    private readonly struct Leave(Recorder recorder) : IDisposable
    {
        public void Dispose() => recorder._inside = false;
    }
}
