using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <content>Edits and recalls.</content>
internal sealed partial class TalkModel
{
    private const int Edited = 5;
    private const int Recalled = 6;
    private readonly Dictionary<(string Device, string Conversation), long> _furthest = [];
    private readonly HashSet<(string Conversation, long Target)> _recalls = [];
    private readonly Dictionary<(string Conversation, long Target), HistoryEvent> _edits = [];

    /// <summary>In every talk somebody edits twice, and somebody recalls what was edited, and what was not; one stays edited.</summary>
    private void ChangeSome()
    {
        foreach (var times in (int[])[1, 2, 0])
        {
            Send("anna1", Group, certainly: true);
            for (var i = 0; i < times; i++)
                Change("anna2", Group, recall: false, certainly: true);
            if (times < 2)
                Change("anna1", Group, recall: true, certainly: true);
        }
    }

    /// <summary>Changes the sender's last message that still says something.</summary>
    private void Change(string device, string conversation, bool recall, bool certainly = false)
    {
        var user = UserOf(device);
        var floor = FloorOf(user, conversation);
        if (_logs[conversation].FindLast(entry => entry.EntryKind == 1 && entry.Sender == user && entry.Seq > floor && !AsItIsNow(entry).Recalled) is not { } target)
            return;
        var id = $"c{++_ids}";
        var version = AsItIsNow(target).Version + 1;
        var asked = new HistoryEvent { Conversation = conversation, ClientMsgId = id, Target = target.Seq, Kind = HistoryEventKind.Recall };
        Devices[device].Add(recall ? asked : asked with { Kind = HistoryEventKind.Edit, Version = version, Hash = "#" + id });
        if (!certainly && _random.Next(10) == 0)
        {
            if (_random.Next(2) == 0)
                Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = conversation, ClientMsgId = id });
            return;
        }

        var entry = new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = recall ? Recalled : Edited, Sender = user, ClientMsgId = id, Target = target.Seq };
        entry = Append(conversation, recall ? entry : entry with { Version = version, Hash = "#" + id });
        if (recall)
            Recall(conversation, target.Seq);
        else
            _edits[(conversation, target.Seq)] = entry;
        if (certainly || _random.Next(10) > 0)
            Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Ack, Conversation = conversation, ClientMsgId = id, Seq = entry.Seq, Id = entry.Id });
    }

    private void Recall(string conversation, long seq)
    {
        _recalls.Add((conversation, seq));
        _given.Remove((conversation, seq));
    }

    /// <summary>What a pull answers: the target as the changes have made it, and nothing that a recalled one said.</summary>
    private HistoryEvent AsItIsNow(HistoryEvent entry)
    {
        if (_recalls.Contains((entry.Conversation!, entry.EntryKind == Edited ? entry.Target : entry.Seq)))
            return entry.EntryKind == Edited ? entry with { Hash = null } : entry with { Recalled = true, Hash = null };
        return _edits.TryGetValue((entry.Conversation!, entry.Seq), out var edit) ? entry with { Version = edit.Version, Hash = edit.Hash } : entry;
    }

    /// <summary>A change of what a member may not see is a placeholder.</summary>
    private HistoryEvent AsSeenBy(string user, HistoryEvent entry) =>
        entry.EntryKind is Edited or Recalled or ReactionAdded or ReactionRemoved && entry.Target <= FloorOf(user, entry.Conversation!) ? Placeholder(entry) : entry;

    private static HistoryEvent Placeholder(HistoryEvent entry) => new() { Kind = entry.Kind, Conversation = entry.Conversation, Seq = entry.Seq, Id = entry.Id };

    /// <summary>What a pull answers one reader.</summary>
    private HistoryEvent AsPulledBy(string user, HistoryEvent entry) => IsRemoved(user, entry.Conversation!, entry.Seq)
        ? Placeholder(entry)
        : AsSeenBy(user, AsItIsNow(entry) with { Reactions = ReactionsOf(user, entry) });

    private void ReadBack(string device, string conversation)
    {
        foreach (var entry in _logs[conversation].Skip((int)FloorOf(UserOf(device), conversation)))
            Devices[device].Add(AsPulledBy(UserOf(device), entry) with { Kind = HistoryEventKind.Found });
    }
}
