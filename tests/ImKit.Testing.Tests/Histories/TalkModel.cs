using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <summary>Makes histories of a server that does everything right, as a seed has it: three people with two devices each, a group that one of them leaves and enters, and a direct conversation;
/// they send, edit, recall and react, and two of them clear and remove for themselves.</summary>
internal sealed partial class TalkModel
{
    public const string Group = "g.group";
    public static readonly string Direct = ConversationId.Direct(new UserId("anna"), new UserId("ben")).Value;
    private readonly Random _random;
    private readonly Dictionary<string, List<HistoryEvent>> _logs = new() { [Group] = [], [Direct] = [] };
    private readonly Dictionary<(string User, string Conversation), long> _seen = [];
    private readonly Dictionary<(string Device, string Conversation), long> _positions = [];
    private readonly Dictionary<string, long> _floors = new() { ["anna"] = 0, ["ben"] = 0, ["carl"] = 0 };
    private int _ids;

    private TalkModel(int seed) => _random = new Random(seed);

    /// <summary>By device, its events.</summary>
    public SortedDictionary<string, List<HistoryEvent>> Devices { get; } = [];

    /// <summary>By conversation, its entries as they were appended.</summary>
    public IReadOnlyDictionary<string, List<HistoryEvent>> Logs => _logs;

    public IReadOnlyList<History> Histories => [.. Devices.Select(static device => new History(device.Key, device.Value))];

    public static TalkModel Make(int seed)
    {
        var model = new TalkModel(seed);
        model.Run();
        return model;
    }

    public static string UserOf(string device) => device[..^1];

    private void Run()
    {
        foreach (var user in (string[])["anna", "ben", "carl"])
        {
            foreach (var device in (string[])[user + "1", user + "2"])
                Devices[device] = [new HistoryEvent { Kind = HistoryEventKind.Begin, User = user }];
        }

        Append(Group, new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = 2, Sender = "anna", ClientMsgId = "create", Users = ["ben", "carl"] });
        for (var i = 0; i < 6; i++)
            Act(20 + _random.Next(20), everybody: true);
        Leave();
        Act(20, everybody: false);
        Append(Group, new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = 3, Sender = "anna", ClientMsgId = "add", Users = ["carl"] });
        _floors["carl"] = _logs[Group].Count - 1;
        foreach (var device in Devices.Keys.Where(static device => UserOf(device) == "carl"))
            _positions[(device, Group)] = _floors["carl"];
        Act(40, everybody: true);
        ChangeSome();
        ReactToSome();
        HideSome();
        End();
    }

    private void Leave()
    {
        foreach (var device in Devices.Keys.Where(static device => UserOf(device) == "carl"))
        {
            Deliver(device, Group, 1000);
            Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Drop, Conversation = Group });
        }

        Append(Group, new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = 4, Sender = "anna", ClientMsgId = "remove", Users = ["carl"] });
    }

    private void Act(int steps, bool everybody)
    {
        for (; steps > 0; steps--)
        {
            var device = Devices.Keys.ElementAt(_random.Next(Devices.Count));
            var conversation = _random.Next(3) == 0 ? Direct : Group;
            if (UserOf(device) == "carl" && (conversation == Direct || !everybody))
                continue;
            switch (_random.Next(12))
            {
                case 9 or 10:
                    React(device, conversation);
                    break;
                case 11:
                    Hide(device, conversation);
                    break;
                case <= 2:
                    Send(device, conversation);
                    break;
                case 3:
                    Read(device, conversation);
                    break;
                case 8:
                    Change(device, conversation, recall: _random.Next(2) == 0);
                    break;
                case 4 when _random.Next(10) == 0:
                    Restore(device);
                    break;
                default:
                    Deliver(device, conversation, 1 + _random.Next(5));
                    break;
            }
        }
    }

    private void Send(string device, string conversation, bool certainly = false)
    {
        var id = $"m{++_ids}";
        var user = UserOf(device);
        Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Send, Conversation = conversation, ClientMsgId = id, Hash = "#" + id });
        if (!certainly && _random.Next(10) == 0)
        {
            // Refused for good, or never answered and never committed.
            if (_random.Next(2) == 0)
                Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = conversation, ClientMsgId = id });
            return;
        }

        var entry = Append(conversation, new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = 1, Countable = true, Sender = user, ClientMsgId = id, Hash = "#" + id });
        _seen[(user, conversation)] = entry.Seq;
        // Some are committed, and their sender never learns of it.
        if (_random.Next(10) > 0)
            Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Ack, Conversation = conversation, ClientMsgId = id, Seq = entry.Seq, Id = entry.Id });
    }

    private HistoryEvent Append(string conversation, HistoryEvent entry)
    {
        var log = _logs[conversation];
        entry = entry with { Conversation = conversation, Seq = log.Count + 1, Id = 1000 + (conversation == Group ? 0 : 100_000) + log.Count };
        log.Add(entry);
        return entry;
    }

    private void Read(string device, string conversation)
    {
        var head = (long)_logs[conversation].Count;
        Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Read, Conversation = conversation, Seq = head });
        _seen[(UserOf(device), conversation)] = Math.Max(head, _seen.GetValueOrDefault((UserOf(device), conversation)));
    }

    private void Deliver(string device, string conversation, int many)
    {
        Settle(device, conversation);
        var position = _positions.GetValueOrDefault((device, conversation));
        // What a device had before it gets by a pull, as it is now; what is new by a pull or a push.
        var pulls = _random.Next(2) == 0;
        foreach (var entry in _logs[conversation].Skip((int)position).Take(many))
        {
            var again = entry.Seq <= _furthest.GetValueOrDefault((device, conversation));
            Devices[device].Add(pulls || again ? AsPulledBy(UserOf(device), entry) : AsSeenBy(UserOf(device), entry));
            _positions[(device, conversation)] = entry.Seq;
            _furthest[(device, conversation)] = Math.Max(entry.Seq, _furthest.GetValueOrDefault((device, conversation)));
        }
    }

    private void Restore(string device)
    {
        Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Restore });
        foreach (var conversation in _logs.Keys)
        {
            // Not behind where it joined: what is behind a clear the next delivery finds out.
            var floor = conversation == Group ? _floors[UserOf(device)] : 0;
            var position = Math.Max(floor, _positions.GetValueOrDefault((device, conversation)) - _random.Next(10));
            _positions[(device, conversation)] = position;
            if (position > floor)
                Devices[device].Add(new HistoryEvent { Kind = HistoryEventKind.Restore, Conversation = conversation, Seq = position });
        }
    }

    private void End()
    {
        foreach (var (device, events) in Devices)
        {
            foreach (var conversation in _logs.Keys.Where(conversation => UserOf(device) != "carl" || conversation == Group))
            {
                Deliver(device, conversation, 1000);
                Tell(device, conversation);
                var floor = FloorOf(UserOf(device), conversation);
                var seen = Math.Max(_seen.GetValueOrDefault((UserOf(device), conversation)), floor);
                var unread = _logs[conversation].Count(entry => entry.Seq > seen && entry.Countable && !AsItIsNow(entry).Recalled && !IsRemoved(UserOf(device), conversation, entry.Seq));
                ReadBack(device, conversation);
                events.Add(new HistoryEvent { Kind = HistoryEventKind.Show, Conversation = conversation, Seq = _logs[conversation].Count, Seen = seen, Unread = unread, Floor = floor });
            }

            events.Add(new HistoryEvent { Kind = HistoryEventKind.End });
        }
    }
}
