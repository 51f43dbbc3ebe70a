using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <content>Reactions.</content>
internal sealed partial class TalkModel
{
    private const int ReactionAdded = 7;
    private const int ReactionRemoved = 8;
    private static readonly string[] s_reactions = ["#heart", "#thumb"];
    private readonly Dictionary<(string Conversation, long Target), List<(string User, string Hash)>> _given = [];

    /// <summary>In every talk somebody gives a reaction and takes it back, one stays, and one goes with the recall of what it was given to.</summary>
    private void ReactToSome()
    {
        Send("anna1", Group, certainly: true);
        var target = _logs[Group][^1];
        React("anna2", target, s_reactions[0], certainly: true);
        React("ben1", target, s_reactions[0], certainly: true);
        React("ben2", target, s_reactions[1], certainly: true);
        React("ben2", target, s_reactions[1], certainly: true);
        Send("anna1", Group, certainly: true);
        target = _logs[Group][^1];
        React("anna2", target, s_reactions[0], certainly: true);
        React("ben1", target, s_reactions[0], certainly: true);
        Send("anna1", Group, certainly: true);
        React("ben2", _logs[Group][^1], s_reactions[0], certainly: true);
        Change("anna2", Group, recall: true, certainly: true);
    }

    private void React(string device, string conversation)
    {
        var floor = FloorOf(UserOf(device), conversation);
        var targets = _logs[conversation].FindAll(entry => entry.EntryKind == 1 && entry.Seq > floor && !AsItIsNow(entry).Recalled);
        if (targets.Count > 0)
            React(device, targets[Math.Max(0, targets.Count - 1 - _random.Next(5))], s_reactions[_random.Next(2)]);
    }

    /// <summary>Gives a reaction, or takes it back where it is given.</summary>
    private void React(string device, HistoryEvent target, string hash, bool certainly = false)
    {
        var (user, conversation, id) = (UserOf(device), target.Conversation!, $"r{++_ids}");
        var given = _given.TryGetValue((conversation, target.Seq), out var there) ? there : _given[(conversation, target.Seq)] = [];
        var kind = given.Contains((user, hash)) ? ReactionRemoved : ReactionAdded;
        Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.React, EntryKind = kind, Conversation = conversation, ClientMsgId = id, Target = target.Seq, Hash = hash });
        if (!certainly && _random.Next(10) == 0)
        {
            if (_random.Next(2) == 0)
                Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = conversation, ClientMsgId = id });
            return;
        }

        if (kind == ReactionAdded)
            given.Add((user, hash));
        else
            given.Remove((user, hash));
        var entry = Append(conversation, new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = kind, Sender = user, ClientMsgId = id, Target = target.Seq, Hash = hash });
        if (certainly || _random.Next(10) > 0)
            Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Ack, Conversation = conversation, ClientMsgId = id, Seq = entry.Seq, Id = entry.Id });
    }

    private HistoryReaction[]? ReactionsOf(string user, HistoryEvent entry) => _given.GetValueOrDefault((entry.Conversation!, entry.Seq)) is { Count: > 0 } given
        ? [.. given.GroupBy(static one => one.Hash).Select(one => new HistoryReaction(one.Key, one.Count(), one.Any(each => each.User == user)))]
        : null;
}
