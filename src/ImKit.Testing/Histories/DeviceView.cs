namespace ImKit.Testing.Histories;

/// <summary>What a device shows, by replaying its history; finds on the way what is wrong with one device alone.</summary>
internal sealed class DeviceView
{
    private readonly List<Finding> _findings;
    private readonly Dictionary<string, ShownLog> _before = new(StringComparer.Ordinal);
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

    public List<HistoryEvent> Acks { get; } = [];

    /// <summary>By message, its place among all that were sent, and the life in which it was: each older store begins one.</summary>
    public Dictionary<string, (int Place, int Life)> SentAt { get; } = new(StringComparer.Ordinal);

    /// <summary>By message, the life in which it was first acknowledged.</summary>
    public Dictionary<string, int> AckedIn { get; } = new(StringComparer.Ordinal);

    public List<HistoryEvent> Refused { get; } = [];

    public List<HistoryEvent> Reads { get; } = [];

    /// <summary>The last word on each conversation.</summary>
    public Dictionary<string, HistoryEvent> Final { get; } = new(StringComparer.Ordinal);

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
            case HistoryEventKind.Apply:
                Apply(happened);
                break;
            case HistoryEventKind.Drop:
                Shown.Remove(happened.Conversation!);
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
    }

    private void Find(FindingKind kind, string conversation, string detail) => _findings.Add(new Finding(kind, Device, conversation, detail));
}
