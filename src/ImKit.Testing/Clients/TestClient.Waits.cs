namespace ImKit.Testing;

public sealed partial class TestClient
{
    private readonly TestFrameReader _reader;
    private readonly Queue<TestFrame> _arrived = new();
    private readonly List<TestFrame> _queued = [];
    private Task<ReadOnlyMemory<byte>>? _receiving;
    private ClientEnd? _end;
    private DisconnectNotice? _notice;

    /// <summary>Frames that have come and were not taken yet, oldest first.</summary>
    public IReadOnlyList<TestFrame> Queued => _queued;

    /// <summary>Waits for the first frame of an operation; frames of others stay queued.</summary>
    /// <exception cref="ExpectationException">None came, or the connection ended.</exception>
    public ValueTask<TestFrame> ExpectAsync(int operation, CancellationToken cancel = default) =>
        ExpectAsync(frame => frame.Operation == operation, $"operation {operation}", cancel);

    /// <summary>Waits for some frames of an operation, in order of arrival.</summary>
    public async ValueTask<IReadOnlyList<TestFrame>> ExpectManyAsync(int operation, int count, CancellationToken cancel = default)
    {
        var frames = new List<TestFrame>(count);
        while (frames.Count < count)
            frames.Add(await ExpectAsync(frame => frame.Operation == operation, $"operation {operation}, {frames.Count + 1} of {count}", cancel).ConfigureAwait(false));
        return frames;
    }

    /// <summary>Waits for the server's word that the connection ends.</summary>
    public async ValueTask<DisconnectNotice> ExpectDisconnectAsync(CancellationToken cancel = default) =>
        DisconnectNotice.Read(await ExpectAsync(Operations.Disconnect, cancel).ConfigureAwait(false));

    /// <summary>Waits until the connection has ended; frames that come before are queued.</summary>
    /// <exception cref="ExpectationException">It lives.</exception>
    public async ValueTask<ClientEnd> ExpectClosedAsync(CancellationToken cancel = default)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (_end is null)
            await ReceiveAsync("the end of the connection", deadline, cancel).ConfigureAwait(false);
        return _end;
    }

    /// <summary>Everything of an operation that the server wrote to this client before now. It asks by a heartbeat, so nothing is waited for in vain.</summary>
    public async ValueTask<IReadOnlyList<TestFrame>> CollectAsync(int operation, CancellationToken cancel = default)
    {
        await HeartbeatAsync(cancel).ConfigureAwait(false);
        return Take(operation);
    }

    /// <summary>Takes the queued frames of an operation, without waiting.</summary>
    public IReadOnlyList<TestFrame> Take(int operation)
    {
        var frames = _queued.FindAll(frame => frame.Operation == operation);
        _queued.RemoveAll(frame => frame.Operation == operation);
        return frames;
    }

    /// <summary>Queues what has already come, without waiting. On an in-memory wire only: others tell only by being waited for.</summary>
    /// <exception cref="InvalidOperationException">The wire is not in memory.</exception>
    public void ReadArrived()
    {
        if (Wire is not InMemoryClientWire memory)
            throw new InvalidOperationException("Only an in-memory wire tells what has come without waiting.");
        while (memory.Client.TryReceive(out var bytes))
            _reader.Read(bytes.Span, _arrived);
        QueueArrived();
    }

    /// <summary>Waits for the first frame that matches; others stay queued.</summary>
    /// <param name="match">Which frame.</param>
    /// <param name="what">For the message of the failure.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<TestFrame> ExpectAsync(Predicate<TestFrame> match, string what, CancellationToken cancel = default)
    {
        var start = TimeProvider.System.GetTimestamp();
        var seen = 0;
        while (true)
        {
            var index = _queued.FindIndex(seen, match);
            if (index >= 0)
            {
                var frame = _queued[index];
                _queued.RemoveAt(index);
                return frame;
            }

            if (_end is not null)
                throw new ExpectationException($"Expected {what}, but the connection has ended: {_end}; queued: {Describe()}.");
            seen = _queued.Count;
            await ReceiveAsync(what, start, cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask ReceiveAsync(string what, long start, CancellationToken cancel)
    {
        // A receive that misses the deadline goes on and serves the next wait: cancelling it would break a WebSocket.
        _receiving ??= Wire.ReceiveAsync(CancellationToken.None).AsTask();
        try
        {
            var left = Deadline - TimeProvider.System.GetElapsedTime(start);
            var bytes = _receiving.IsCompleted
                ? await _receiving.ConfigureAwait(false)
                : await _receiving.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel).ConfigureAwait(false);
            _receiving = null;
            if (bytes.IsEmpty)
                _end = new ClientEnd(_notice, Wire.CloseCode, InOrder: true);
            else
                _reader.Read(bytes.Span, _arrived);
        }
        catch (IOException)
        {
            _receiving = null;
            _end = new ClientEnd(_notice, Wire.CloseCode, InOrder: false);
        }
        catch (TimeoutException late)
        {
            if (_receiving?.IsCompleted == true)
                _receiving = null;
            throw new ExpectationException($"Expected {what}, but it did not come within {Deadline.TotalSeconds} s; queued: {Describe()}.", late);
        }

        QueueArrived();
    }

    private void QueueArrived()
    {
        while (_arrived.TryDequeue(out var frame))
        {
            // A goim client that sends a 6 of its own gets it back without a body, as every operation that nobody answers.
            if (frame.Operation == Operations.Disconnect && !frame.Body.IsEmpty)
                _notice = DisconnectNotice.Read(frame);
            _queued.Add(frame);
        }
    }

    private string Describe() => _queued.Count == 0 ? "nothing" : string.Join(" | ", _queued);
}
