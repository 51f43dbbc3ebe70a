namespace ImKit.Testing.Histories;

/// <summary>All devices together: what each conversation holds as far as anybody has seen it, who was in it, and what was sent.</summary>
internal sealed class HistoryWorld
{
    private readonly Dictionary<string, ShownLog> _logs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Members> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogChanges> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string User, string Id), List<HistoryEvent>> _sent = [];
    private readonly HashSet<(string User, string Id)> _answered = [];
    private readonly HashSet<(string User, string Id)> _refused = [];
    private readonly HashSet<string> _users;
    private readonly Dictionary<(string User, string Conversation), OwnView> _own = [];
    private readonly Dictionary<string, LogReactions> _reactions = new(StringComparer.Ordinal);

    public HistoryWorld(IReadOnlyList<DeviceView> devices, List<Finding> findings)
    {
        Devices = devices;
        _users = [.. devices.Select(static device => device.User)];
        foreach (var device in devices)
        {
            foreach (var entry in device.Applied)
                Take(device, entry, findings);
            foreach (var sent in device.Sent.Concat(device.Changed))
                (_sent.TryGetValue((device.User, sent.ClientMsgId!), out var same) ? same : _sent[(device.User, sent.ClientMsgId!)] = []).Add(sent);
            _answered.UnionWith(device.Acks.Select(ack => (device.User, ack.ClientMsgId!)));
            _refused.UnionWith(device.Refused.Select(refused => (device.User, refused.ClientMsgId!)));
        }
    }

    public IReadOnlyList<DeviceView> Devices { get; }

    public IEnumerable<KeyValuePair<string, ShownLog>> Logs => _logs;

    public ShownLog? LogOf(string conversation) => _logs.GetValueOrDefault(conversation);

    public Members MembersOf(string conversation)
    {
        if (!_members.TryGetValue(conversation, out var members))
            _members[conversation] = members = new Members(conversation, _logs.GetValueOrDefault(conversation, new ShownLog()), _users);
        return members;
    }

    /// <summary>The edits and recalls that anybody has seen in a conversation.</summary>
    public LogChanges ChangesOf(string conversation)
    {
        if (!_changes.TryGetValue(conversation, out var changes))
            _changes[conversation] = changes = new LogChanges(_logs.GetValueOrDefault(conversation, new ShownLog()).Entries);
        return changes;
    }

    /// <summary>The reactions that anybody has seen in a conversation.</summary>
    public LogReactions ReactionsOf(string conversation)
    {
        if (!_reactions.TryGetValue(conversation, out var reactions))
            _reactions[conversation] = reactions = new LogReactions(_logs.GetValueOrDefault(conversation, new ShownLog()).Entries);
        return reactions;
    }

    /// <summary>What a user has hidden from themself in a conversation.</summary>
    public OwnView OwnOf(string user, string conversation)
    {
        if (!_own.TryGetValue((user, conversation), out var own))
            _own[(user, conversation)] = own = new OwnView(this, user, conversation);
        return own;
    }

    /// <summary>Whether all that a user sends is in the histories.</summary>
    public bool Records(string user) => _users.Contains(user);

    /// <summary>Messages, edits, recalls and reactions that a user asked for under an id.</summary>
    public IReadOnlyList<HistoryEvent> SentBy(string user, string id) => _sent.GetValueOrDefault((user, id), []);

    /// <summary>Refused, and no other try of the same id was acknowledged.</summary>
    public bool IsRefused(string user, string id) => _refused.Contains((user, id)) && !_answered.Contains((user, id));

    /// <summary>Whether two sights are of one and the same entry. A placeholder says nothing but the id; edits and recalls change what is said.</summary>
    public static bool Same(HistoryEvent one, HistoryEvent other)
    {
        if (one.Id != other.Id || one.EntryKind == HistoryChecker.Placeholder || other.EntryKind == HistoryChecker.Placeholder)
            return one.Id == other.Id;
        return one.EntryKind == other.EntryKind && one.Sender == other.Sender && one.ClientMsgId == other.ClientMsgId && one.Target == other.Target
            && (one.Hash == other.Hash || SaysNothing(one) || SaysNothing(other) || (one.Version != other.Version && one.EntryKind != HistoryChecker.Edited));
    }

    /// <summary>Recalled, or the edit of what was: whether it was so is another rule's.</summary>
    private static bool SaysNothing(HistoryEvent entry) => entry.Recalled || (entry.EntryKind == HistoryChecker.Edited && entry.Hash is null);

    private void Take(DeviceView device, HistoryEvent entry, List<Finding> findings)
    {
        var conversation = entry.Conversation!;
        if (!_logs.TryGetValue(conversation, out var log))
            _logs[conversation] = log = new ShownLog();
        var known = log.Find(entry.Seq);
        if (known is null || (known.EntryKind == HistoryChecker.Placeholder && Same(known, entry)))
            log.Add(entry);
        else if (!Same(known, entry))
            findings.Add(new Finding(FindingKind.InconsistentSeq, device.Device, conversation, $"place {entry.Seq} holds {entry.Sender}'s {entry.ClientMsgId} ({entry.Id}), elsewhere {known.Sender}'s {known.ClientMsgId} ({known.Id})"));
    }
}
