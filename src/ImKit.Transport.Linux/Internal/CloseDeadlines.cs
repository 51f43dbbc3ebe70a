namespace ImKit.Transports.Linux;

/// <summary>Connections of a loop that wait for their client's close, oldest first: one timer for all of them. Loop thread only.</summary>
internal sealed class CloseDeadlines : ILoopWork, IDisposable
{
    private readonly Queue<(TcpConnection Connection, long Since)> _closing = new();
    private readonly EventLoop _loop;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;

    public CloseDeadlines(EventLoop loop, TimeProvider time, TimeSpan timeout)
    {
        _loop = loop;
        _time = time;
        _timeout = timeout;
        _timer = time.CreateTimer(static self => ((CloseDeadlines)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(TcpConnection connection)
    {
        _closing.Enqueue((connection, _time.GetTimestamp()));
        if (_closing.Count == 1)
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    void ILoopWork.Run()
    {
        while (_closing.TryPeek(out var oldest))
        {
            var left = _timeout - _time.GetElapsedTime(oldest.Since);
            if (left > TimeSpan.Zero)
            {
                // Rounded up, since a timer that comes a fraction of a millisecond early would only come again.
                _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            _closing.Dequeue();
            oldest.Connection.CloseDeadlinePassed();
        }
    }

    private void Ring() => _loop.Execute(this);
}
