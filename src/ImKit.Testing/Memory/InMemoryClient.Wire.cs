using ImKit.Transports;

namespace ImKit.Testing;

// What both ends share. Any thread; guarded by the monitor of the server's end, an object that nothing outside can reach.
public sealed partial class InMemoryClient
{
    private readonly InMemoryConnection _gate;
    private InMemoryInbound _inbound;
    private InMemoryOutbound? _outbound;
    private TaskCompletionSource? _changed;
    private long _received;
    private ConnectionEnd _end;
    private bool _awake;
    private bool _paused;
    private bool _vanished;
    private bool _broken;

    internal InMemoryClient(InMemoryClientOptions options, InMemoryLoop loop)
    {
        Options = options;
        _gate = new InMemoryConnection(loop, this);
    }

    internal InMemoryClientOptions Options { get; }

    internal SeededScheduler? Scheduler => (_gate.Loop as SimulatedLoop)?.Scheduler;

    internal void Connect(bool accepted)
    {
        lock (_gate)
        {
            _awake = accepted && _gate.Loop.Execute(_gate);
            if (!_awake)
                Refuse();
        }
    }

    internal void Refuse() => EndBy(ConnectionEnd.Refused);

    /// <summary>The server's send.</summary>
    internal int Deliver(byte[] bytes, int offset, int count)
    {
        // The way of a load test: without the monitor, for only the server's loop writes the counter.
        if (Options.Discard && _end == ConnectionEnd.None && !_vanished)
        {
            Volatile.Write(ref _received, _received + count);
            if (Framing == Framing.Message)
                AnswerClose(bytes.AsSpan(offset, count));
            return count;
        }

        lock (_gate)
        {
            if (_outbound is { Blocked: true })
                throw new InvalidOperationException("The connection is blocked: nothing may be offered before OnWritable.");
            if (_end != ConnectionEnd.None)
            {
                // What is sent to a client that is gone comes back as a reset.
                _broken = true;
                Wake();
                return 0;
            }

            if (_leaving)
            {
                // It only waits for the end.
                _received += count;
                return count;
            }

            var taken = (_outbound ??= new InMemoryOutbound(Options)).Offer(bytes, offset, count);
            _received += taken;
            Changed();
            return taken;
        }
    }

    internal void SetPaused(bool paused)
    {
        lock (_gate)
        {
            _paused = paused;
            Wake();
        }
    }

    internal void CloseByServer() => EndByServer(ConnectionEnd.ServerClosed);

    internal void AbortByServer() => EndByServer(ConnectionEnd.ServerAborted);

    internal WireEvent TakeEvent()
    {
        lock (_gate)
        {
            switch (NextEvent())
            {
                case WireEventKind.Data:
                    Changed();
                    return new WireEvent(WireEventKind.Data, Bytes: _inbound.Take());
                case WireEventKind.Writable:
                    var taken = _outbound!.Unblock();
                    return new WireEvent(WireEventKind.Writable, Taken: taken);
                case WireEventKind.Closed:
                    var error = _broken || _end == ConnectionEnd.ClientReset ? new IOException("Connection reset by the client.") : null;
                    return new WireEvent(WireEventKind.Closed, Error: error);
                default:
                    return default;
            }
        }
    }

    internal void EndTurn(bool closed)
    {
        lock (_gate)
        {
            // A closed connection stays awake for ever: nothing wakes it again.
            _awake = closed;
            Wake();
        }
    }

    private WireEventKind NextEvent()
    {
        if (_broken || _end is ConnectionEnd.ClientReset or ConnectionEnd.ServerAborted)
            return WireEventKind.Closed;
        if (_end == ConnectionEnd.ServerClosed)
            return WireEventKind.Closed;
        if (_outbound is { Writable: true })
            return WireEventKind.Writable;
        if (_paused)
            return WireEventKind.None;
        if (_inbound.Count > 0)
            return WireEventKind.Data;
        return _end == ConnectionEnd.ClientClosed ? WireEventKind.Closed : WireEventKind.None;
    }

    private void Wake()
    {
        if (_awake || _end == ConnectionEnd.Refused || NextEvent() == WireEventKind.None)
            return;
        _awake = _gate.Loop.Execute(_gate);
        if (!_awake && _end == ConnectionEnd.None)
            EndBy(ConnectionEnd.ServerAborted);
    }

    private void EndByClient(ConnectionEnd end)
    {
        lock (_gate)
        {
            if (_end == ConnectionEnd.None)
                _outbound = null;
            if (end == ConnectionEnd.ClientReset)
                _inbound.Clear();
            EndBy(end);
        }
    }

    /// <summary>Whoever was first: the server hears of the end, although it had not wanted to read any more.</summary>
    private void EndByServer(ConnectionEnd end)
    {
        lock (_gate)
        {
            EndBy(end);
            _paused = false;
            Wake();
        }
    }

    private void EndBy(ConnectionEnd end)
    {
        lock (_gate)
        {
            if (_end != ConnectionEnd.None)
                return;
            _end = end;
            Changed();
            Wake();
        }
    }

    private Task NextChange() => (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Changed()
    {
        _changed?.TrySetResult();
        _changed = null;
    }

    private void RequirePresent()
    {
        if (_vanished)
            throw new InvalidOperationException("The client has vanished.");
    }

    private void RequireAlive()
    {
        RequirePresent();
        if (_end != ConnectionEnd.None || _leaving)
            throw new IOException($"The connection has ended: {SeenEnd}.");
    }
}
