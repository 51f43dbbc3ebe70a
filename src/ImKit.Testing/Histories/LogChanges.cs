namespace ImKit.Testing.Histories;

/// <summary>What the edits and recalls in some entries of a log make of their targets.</summary>
internal sealed class LogChanges
{
    private readonly Dictionary<long, HistoryEvent> _recalls = [];
    private readonly Dictionary<long, List<HistoryEvent>> _edits = [];

    public LogChanges(IEnumerable<HistoryEvent> entries)
    {
        foreach (var entry in entries.OrderBy(static entry => entry.Seq))
        {
            if (entry.EntryKind == HistoryChecker.Recalled)
                _recalls.TryAdd(entry.Target, entry);
            else if (entry.EntryKind == HistoryChecker.Edited)
                (_edits.TryGetValue(entry.Target, out var edits) ? edits : _edits[entry.Target] = []).Add(entry);
        }
    }

    /// <summary>By target, its edits in the order of the log.</summary>
    public IEnumerable<KeyValuePair<long, List<HistoryEvent>>> Edits => _edits;

    public HistoryEvent? RecallOf(long seq) => _recalls.GetValueOrDefault(seq);

    /// <summary>The edit that made a version.</summary>
    public HistoryEvent? EditOf(long seq, int version) => _edits.GetValueOrDefault(seq)?.Find(edit => edit.Version == version);

    public HistoryEvent? LastEditOf(long seq) => _edits.GetValueOrDefault(seq)?.MaxBy(static edit => edit.Version);

    /// <summary>A message as whoever applies these changes to it shows it.</summary>
    public HistoryEvent ApplyTo(HistoryEvent message)
    {
        if (RecallOf(message.Seq) is not null)
            return message with { Recalled = true, Hash = null };
        return LastEditOf(message.Seq) is { } edit && edit.Version > message.Version ? message with { Version = edit.Version, Hash = edit.Hash } : message;
    }
}
