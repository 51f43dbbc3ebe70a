using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <content>What ben and carl hide from themselves; anna hides nothing.</content>
internal sealed partial class TalkModel
{
    private readonly Dictionary<(string User, string Conversation), long> _cleared = [];
    private readonly HashSet<(string User, string Conversation, long Seq)> _removed = [];
    private readonly Dictionary<(string Device, string Conversation), long> _floorsTold = [];

    /// <summary>Whether a user has asked to see a place no more.</summary>
    public bool MayBeHidden(string user, string conversation, long seq) => Devices.Where(device => UserOf(device.Key) == user).SelectMany(static device => device.Value)
        .Any(happened => happened.Conversation == conversation && ((happened.Kind == HistoryEventKind.Clear && seq <= happened.Seq) || (happened.Kind == HistoryEventKind.Remove && happened.Seqs!.Contains(seq))));

    /// <summary>In every talk ben has cleared the beginning of the group, and has removed one entry that he has not read and carl one that he has.</summary>
    private void HideSome()
    {
        Clear("ben1", Group, _logs[Group].First(static entry => entry.EntryKind == 1 && entry.Seq > 5).Seq, certainly: true);
        Send("anna1", Group, certainly: true);
        Remove("ben1", Group, _logs[Group].Count, certainly: true);
        Send("carl1", Group, certainly: true);
        Remove("carl2", Group, _logs[Group].Count, certainly: true);
        Send("anna1", Group, certainly: true);
    }

    private void Hide(string device, string conversation)
    {
        var user = UserOf(device);
        var floor = (int)FloorOf(user, conversation);
        var there = _logs[conversation].Count - floor;
        if (user == "anna" || there < 12)
            return;
        // Clears leave most of what is there.
        if (_random.Next(8) == 0)
            Clear(device, conversation, floor + 1 + _random.Next(4));
        else if (_random.Next(3) == 0)
            Remove(device, conversation, floor + 1 + _random.Next(there));
    }

    private void Clear(string device, string conversation, long seq, bool certainly = false)
    {
        var clear = new HistoryEvent { Kind = HistoryEventKind.Clear, Conversation = conversation, Seq = seq };
        Devices[device].Add(clear);
        // Some are done, and nobody learns of it; some are not done.
        if (!certainly && _random.Next(10) == 0)
            return;
        var key = (UserOf(device), conversation);
        _cleared[key] = Math.Max(seq, _cleared.GetValueOrDefault(key));
        if (certainly || _random.Next(10) > 0)
            Devices[device].Add(clear with { Kind = HistoryEventKind.Cleared });
    }

    private void Remove(string device, string conversation, long seq, bool certainly = false)
    {
        var remove = new HistoryEvent { Kind = HistoryEventKind.Remove, Conversation = conversation, Seqs = [seq] };
        Devices[device].Add(remove);
        if (!certainly && _random.Next(10) == 0)
            return;
        _removed.Add((UserOf(device), conversation, seq));
        if (certainly || _random.Next(10) > 0)
            Devices[device].Add(remove with { Kind = HistoryEventKind.Removed });
    }

    private bool IsRemoved(string user, string conversation, long seq) => _removed.Contains((user, conversation, seq));

    private long FloorOf(string user, string conversation) => Math.Max(conversation == Group ? _floors[user] : 0, _cleared.GetValueOrDefault((user, conversation)));

    /// <summary>A device whose place is not the user's to see any more loads the conversation anew; now and then it is told where the floor is.</summary>
    private void Settle(string device, string conversation)
    {
        var floor = FloorOf(UserOf(device), conversation);
        var behind = _positions.GetValueOrDefault((device, conversation)) < floor;
        if (behind || _random.Next(4) == 0)
            Tell(device, conversation);
        if (!behind)
            return;
        Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Drop, Conversation = conversation });
        _positions[(device, conversation)] = floor;
    }

    /// <summary>A sync.</summary>
    private void Tell(string device, string conversation)
    {
        var user = UserOf(device);
        var floor = FloorOf(user, conversation);
        if (floor > _floorsTold.GetValueOrDefault((device, conversation)))
            Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Floor, Conversation = conversation, Seq = floor });
        _floorsTold[(device, conversation)] = floor;
        long[] removed = [.. _removed.Where(one => one.User == user && one.Conversation == conversation).Select(static one => one.Seq).Order()];
        if (removed.Length > 0)
            Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Told, Conversation = conversation, Seqs = removed });
    }
}
