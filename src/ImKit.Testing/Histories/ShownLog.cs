namespace ImKit.Testing.Histories;

/// <summary>Entries of one conversation by place and by message.</summary>
internal sealed class ShownLog
{
    private readonly Dictionary<long, HistoryEvent> _places = [];
    private readonly Dictionary<(string Sender, string Id), HistoryEvent> _messages = [];

    private List<long>? _holes;

    public int Count => _places.Count;

    public long First { get; private set; }

    public long Last { get; private set; }

    public IEnumerable<HistoryEvent> Entries => _places.Values;

    public HistoryEvent? Find(long seq) => _places.GetValueOrDefault(seq);

    /// <summary>The message with the same sender and id, if the entry is a message.</summary>
    public HistoryEvent? FindMessage(HistoryEvent entry) => IsMessage(entry) ? _messages.GetValueOrDefault(KeyOf(entry)) : null;

    public void Add(HistoryEvent entry)
    {
        _holes = null;
        First = _places.Count == 0 ? entry.Seq : Math.Min(First, entry.Seq);
        Last = Math.Max(Last, entry.Seq);
        _places[entry.Seq] = entry;
        if (IsMessage(entry))
            _messages.TryAdd(KeyOf(entry), entry);
    }

    /// <summary>Places between the first and the last that are missing.</summary>
    public IEnumerable<long> Gaps()
    {
        for (var seq = First; Count <= Last - First && seq <= Last; seq++)
        {
            if (!_places.ContainsKey(seq))
                yield return seq;
        }
    }

    /// <summary>Whether it is known what stands between two places.</summary>
    public bool IsWhole(long after, long before)
    {
        _holes ??= [.. LongRange(1, Last).Where(seq => _places.GetValueOrDefault(seq) is not { EntryKind: not HistoryChecker.Placeholder })];
        var first = _holes.BinarySearch(after);
        first = first < 0 ? ~first : first;
        return before <= Last && (first == _holes.Count || _holes[first] > before);
    }

    public ShownLog UpTo(long seq)
    {
        var kept = new ShownLog();
        foreach (var entry in _places.Values.Where(entry => entry.Seq <= seq))
            kept.Add(entry);
        return kept;
    }

    private static IEnumerable<long> LongRange(long first, long last)
    {
        for (var seq = first; seq <= last; seq++)
            yield return seq;
    }

    private static bool IsMessage(HistoryEvent entry) => entry.EntryKind == HistoryChecker.Message && entry.ClientMsgId is { Length: > 0 };

    private static (string, string) KeyOf(HistoryEvent entry) => (entry.Sender ?? "", entry.ClientMsgId!);
}
