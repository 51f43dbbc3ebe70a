namespace ImKit.Testing.Histories;

/// <summary>What a device shows, by replaying its history; finds on the way what is wrong with one device alone.</summary>
internal sealed class DeviceView
{
    private readonly List<Finding> _findings;
    private readonly Dictionary<string, ShownLog> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Conversation, long Seq), int> _versions = [];
    private readonly HashSet<(string Conversation, long Seq)> _recalled = [];
    private readonly HashSet<(string Conversation, long Seq)> _recallsSeen = [];
    private readonly Dictionary<string, long> _floors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _hidden = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _furthest = new(StringComparer.Ordinal);
    private int _life;

    public DeviceView(History history, List<Finding> findings)
    {
        _findings = findings;
        Device = history.Device;
        foreach (var happened in history.Events)
            Replay(happened);
    }

    public string Device { get; }

    public string User { get; private set; } = "";

    public bool Ended { get; private set; }

    /// <summary>By conversation, what it shows.</summary>
    public Dictionary<string, ShownLog> Shown { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that it ever applied, whatever became of it.</summary>
    public List<HistoryEvent> Applied { get; } = [];

    public List<HistoryEvent> Sent { get; } = [];

    /// <summary>Entries that came by a pull for certain, and how far the device had got in the conversation before that.</summary>
    public List<(HistoryEvent Entry, long Furthest)> Pulled { get; } = [];

    /// <summary>Clears and removals that it asked for, and those that were accepted.</summary>
    public List<HistoryEvent> Own { get; } = [];

    /// <summary>By conversation, what it was told last that the user has removed.</summary>
    public Dictionary<string, HashSet<long>> Removed { get; } = new(StringComparer.Ordinal);

    /// <summary>Edits, recalls and reactions that it asked for.</summary>
    public List<HistoryEvent> Changed { get; } = [];

    public List<HistoryEvent> Acks { get; } = [];

    /// <summary>By message, its place among all that were sent, and the life in which it was: each older store begins one.</summary>
    public Dictionary<string, (int Place, int Life)> SentAt { get; } = new(StringComparer.Ordinal);

    /// <summary>By message, the life in which it was first acknowledged.</summary>
    public Dictionary<string, int> AckedIn { get; } = new(StringComparer.Ordinal);

    public List<HistoryEvent> Refused { get; } = [];

    public List<HistoryEvent> Reads { get; } = [];

    /// <summary>The last word on each conversation.</summary>
    public Dictionary<string, HistoryEvent> Final { get; } = new(StringComparer.Ordinal);

    /// <summary>By conversation, what a full read at the end brought.</summary>
    public Dictionary<string, SortedDictionary<long, HistoryEvent>> Found { get; } = new(StringComparer.Ordinal);

    private void Replay(HistoryEvent happened)
    {
        switch (happened.Kind)
        {
            case HistoryEventKind.Begin:
                User = happened.User ?? "";
                break;
            case HistoryEventKind.Send:
                SentAt.TryAdd(happened.ClientMsgId!, (Sent.Count, _life));
                Sent.Add(happened);
                break;
            case HistoryEventKind.Ack:
                AckedIn.TryAdd(happened.ClientMsgId!, _life);
                Acks.Add(happened);
                break;
            case HistoryEventKind.Refuse:
                Refused.Add(happened);
                break;
            case HistoryEventKind.Edit or HistoryEventKind.Recall or HistoryEventKind.React:
                Changed.Add(happened);
                break;
            case HistoryEventKind.Found:
                (Found.TryGetValue(happened.Conversation!, out var found) ? found : Found[happened.Conversation!] = [])[happened.Seq] = happened;
                break;
            case HistoryEventKind.Apply:
                Apply(happened);
                break;
            case HistoryEventKind.Drop:
                Shown.Remove(happened.Conversation!);
                // A push from before may still bring what is hidden; what is loaded anew does not.
                _hidden[happened.Conversation!] = _floors.GetValueOrDefault(happened.Conversation!);
                break;
            case HistoryEventKind.Floor:
                _floors[happened.Conversation!] = Math.Max(happened.Seq, _floors.GetValueOrDefault(happened.Conversation!));
                break;
            case HistoryEventKind.Clear or HistoryEventKind.Cleared or HistoryEventKind.Remove or HistoryEventKind.Removed:
                Own.Add(happened);
                break;
            case HistoryEventKind.Told:
                Removed[happened.Conversation!] = [.. happened.Seqs ?? []];
                break;
            case HistoryEventKind.Restore:
                Restore(happened);
                break;
            case HistoryEventKind.Read:
                Reads.Add(happened);
                break;
            case HistoryEventKind.Show:
                Final[happened.Conversation!] = happened;
                break;
            case HistoryEventKind.End:
                Ended = true;
                break;
            default:
                break;
        }
    }

    private void Restore(HistoryEvent happened)
    {
        if (happened.Conversation is not { } conversation)
        {
            _life++;
            _before.Clear();
            foreach (var (id, entries) in Shown)
                _before[id] = entries;
            Shown.Clear();
            return;
        }

        if (_before.TryGetValue(conversation, out var before))
            Shown[conversation] = before.UpTo(happened.Seq);
    }

    private void Apply(HistoryEvent entry)
    {
        var conversation = entry.Conversation!;
        Applied.Add(entry);
        if (!Shown.TryGetValue(conversation, out var shown))
            Shown[conversation] = shown = new ShownLog();
        if (shown.Find(entry.Seq) is not null)
            Find(FindingKind.Duplicated, conversation, $"place {entry.Seq} was applied twice");
        else if (entry.Seq < shown.Last)
            Find(FindingKind.Reordered, conversation, $"place {entry.Seq} was applied after {shown.Last}");
        if (shown.FindMessage(entry) is { } twin && twin.Seq != entry.Seq)
            Find(FindingKind.Duplicated, conversation, $"message {entry.ClientMsgId} of {entry.Sender} stands at {twin.Seq} and {entry.Seq}");
        shown.Add(entry);
        Compare(conversation, entry);
        if (entry.Seq <= _hidden.GetValueOrDefault(conversation))
            Find(FindingKind.Unhidden, conversation, $"place {entry.Seq} came again after the device was told that nothing up to {_hidden[conversation]} is {User}'s to see");
        var furthest = _furthest.GetValueOrDefault(conversation);
        if (entry.Reactions is not null || entry.Seq <= furthest)
            Pulled.Add((entry, furthest));
        _furthest[conversation] = Math.Max(furthest, entry.Seq);
    }
    /// <summary>Whoever has seen a recall or an edit does not get what was before it again: what comes again is read anew.</summary>
    private void Compare(string conversation, HistoryEvent entry)
    {
        var changes = entry.EntryKind is HistoryChecker.Edited or HistoryChecker.Recalled;
        var place = (conversation, Seq: changes ? entry.Target : entry.Seq);
        if (entry.EntryKind == HistoryChecker.Recalled)
            _recallsSeen.Add(place);
        if (entry.EntryKind == HistoryChecker.Recalled || entry.Recalled)
            _recalled.Add(place);
        // An edit may be on its way, from before the recall, when its target is pulled as recalled.
        if (entry.Recalled && entry.Hash is not null)
            Find(FindingKind.Unrecalled, conversation, $"place {entry.Seq} is recalled and says something");
        else if (entry.Hash is not null && (changes ? _recallsSeen : _recalled).Contains(place))
            Find(FindingKind.Unrecalled, conversation, $"place {entry.Seq} came with a body after the recall of {place.Seq} was seen");
        // A placeholder, as of what the user has removed since, has no version.
        if (!changes && entry.EntryKind != HistoryChecker.Placeholder && entry.Version < _versions.GetValueOrDefault(place) && !_recalled.Contains(place))
            Find(FindingKind.Misedited, conversation, $"place {entry.Seq} was seen in version {_versions[place]} and came in {entry.Version} again");
        _versions[place] = Math.Max(entry.Version, _versions.GetValueOrDefault(place));
    }

    private void Find(FindingKind kind, string conversation, string detail) => _findings.Add(new Finding(kind, Device, conversation, detail));
}
