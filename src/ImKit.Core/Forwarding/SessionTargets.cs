using ImKit.Nodes;
using ImKit.Threading;

namespace ImKit.Forwarding;

/// <summary>Where the requests of a session are that are under way: a session asks another node only when the one before owes it nothing. So its requests are
/// carried out in their order, also while nodes come and go. Any thread; one session asks one after the other.</summary>
internal sealed class SessionTargets(IWorkQueue work)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Entry> _sessions = [];

    /// <summary>The node that still owes a session answers; null if none does.</summary>
    public NodeInfo? Find(long session)
    {
        lock (_gate)
            return _sessions.GetValueOrDefault(session)?.Target;
    }

    /// <summary>Completes when nobody owes a session anything.</summary>
    public Task WhenFree(long session)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session, out var entry))
                return Task.CompletedTask;
            return (entry.Free ??= work.CreateSignal()).Task;
        }
    }

    /// <summary>A node is asked.</summary>
    public void Begin(long session, NodeInfo target)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session, out var entry))
                _sessions[session] = entry = new Entry(target);
            entry.Count++;
        }
    }

    /// <summary>It has answered, or was given up.</summary>
    public void End(long session)
    {
        Entry entry;
        lock (_gate)
        {
            entry = _sessions[session];
            if (--entry.Count > 0)
                return;
            _sessions.Remove(session);
        }

        // Outside the lock: in a simulation who waits goes on inside this call.
        entry.Free?.TrySetResult();
    }

    private sealed class Entry(NodeInfo target)
    {
        public NodeInfo Target => target;

        public int Count { get; set; }

        public TaskCompletionSource? Free { get; set; }
    }
}
