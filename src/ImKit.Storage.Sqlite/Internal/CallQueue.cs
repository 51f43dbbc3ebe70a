namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A bounded queue between callers, which never wait in it, and threads that do nothing but wait for it. Any thread.</summary>
internal sealed class CallQueue<TSession>(int capacity)
{
    private readonly Queue<Call<TSession>> _calls = new();
    private readonly object _gate = new();
    private bool _closed;

    /// <summary>Calls that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _calls.Count;
        }
    }

    public CallAdded Add(Call<TSession> call)
    {
        lock (_gate)
        {
            if (_closed)
                return CallAdded.Closed;
            if (_calls.Count >= capacity)
                return CallAdded.Full;
            _calls.Enqueue(call);
            Monitor.Pulse(_gate);
            return CallAdded.Yes;
        }
    }

    /// <summary>Waits for work and takes what is there.</summary>
    /// <param name="into">Is filled with 1 to <paramref name="max"/> calls.</param>
    /// <param name="max">How many to take at once.</param>
    /// <returns>False when the queue is closed and empty.</returns>
    public bool Take(List<Call<TSession>> into, int max)
    {
        lock (_gate)
        {
            while (_calls.Count == 0)
            {
                if (_closed)
                    return false;
                Monitor.Wait(_gate);
            }

            while (into.Count < max && _calls.TryDequeue(out var call))
                into.Add(call);
            return true;
        }
    }

    /// <summary>Takes no more calls; those that wait are still handed out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}

/// <summary>Whether a queue took a call.</summary>
internal enum CallAdded
{
    Yes,
    Full,
    Closed,
}
