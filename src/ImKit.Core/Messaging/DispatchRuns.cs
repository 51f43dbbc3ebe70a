using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Gathers what waits into runs, keeping the order within each conversation. One thread at a time.</summary>
internal sealed class DispatchRuns
{
    private readonly List<DispatchRun> _runs = [];
    private readonly Dictionary<ConversationKey, DispatchRun> _open = [];

    public IReadOnlyList<DispatchRun> All => _runs;

    public void Add(ConversationKey conversation, long epoch, LogEntry entry, long term)
    {
        if (_open.TryGetValue(conversation, out var run) && run.TryAdd(entry, epoch))
            return;
        run = new DispatchRun(conversation, epoch) { Term = term };
        run.TryAdd(entry, epoch);
        _open[conversation] = run;
        _runs.Add(run);
    }

    public void Clear()
    {
        _runs.Clear();
        _open.Clear();
    }
}
