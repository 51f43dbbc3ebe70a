using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <content>Faults with what users hide from themselves.</content>
internal static partial class Plants
{
    private static readonly string[] s_devicesOfBen = ["ben1", "ben2"];

    /// <summary>Who reads back gets what they have cleared.</summary>
    public static void BringTheClearedInAFullRead(TalkModel talk, Random random)
    {
        var cleared = Pick(Cleared(talk), random);
        var events = talk.Devices[s_devicesOfBen[random.Next(2)]];
        events.Insert(events.FindIndex(static happened => happened is { Kind: HistoryEventKind.Found, Conversation: TalkModel.Group }), cleared with { Kind = HistoryEventKind.Found });
    }

    /// <summary>A clear is not told to the user's other device.</summary>
    public static void ClearOnOneDevice(TalkModel talk, Random random) =>
        Show(talk, s_devicesOfBen[random.Next(2)], static show => show with { Floor = 0 });

    /// <summary>A device that knows of a clear loads the conversation anew, and gets what is cleared.</summary>
    public static void BringTheClearedBack(TalkModel talk, Random random)
    {
        var events = talk.Devices[s_devicesOfBen[random.Next(2)]];
        var at = events.FindIndex(static happened => happened.Kind == HistoryEventKind.Found);
        events.InsertRange(at, [new HistoryEvent { Kind = HistoryEventKind.Drop, Conversation = TalkModel.Group }, .. talk.Logs[TalkModel.Group]]);
    }

    /// <summary>Who reads back gets what they have removed.</summary>
    public static void BringTheRemovedInAFullRead(TalkModel talk, Random random)
    {
        var (user, seq) = AnyRemoved(talk, random);
        var events = talk.Devices[user + (1 + random.Next(2))];
        var at = events.FindIndex(happened => happened is { Kind: HistoryEventKind.Found, Conversation: TalkModel.Group } && happened.Seq == seq);
        events[at] = talk.Logs[TalkModel.Group][(int)seq - 1] with { Kind = HistoryEventKind.Found };
    }

    /// <summary>A device is not told of one removal.</summary>
    public static void RemoveOnOneDevice(TalkModel talk, Random random)
    {
        var (user, seq) = AnyRemoved(talk, random);
        var events = talk.Devices[user + (1 + random.Next(2))];
        for (var i = 0; i < events.Count; i++)
            events[i] = events[i] is { Kind: HistoryEventKind.Told, Conversation: TalkModel.Group } ? events[i] with { Seqs = [.. events[i].Seqs!.Where(one => one != seq)] } : events[i];
    }

    /// <summary>What one user removes is gone for another.</summary>
    public static void RemoveForSomebodyElse(TalkModel talk, Random random)
    {
        var (_, seq) = AnyRemoved(talk, random);
        var events = talk.Devices[random.Next(2) == 0 ? "anna1" : "anna2"];
        var found = random.Next(2) == 0 ? HistoryEventKind.Found : HistoryEventKind.Apply;
        var at = events.FindIndex(happened => happened.Kind == found && happened.Conversation == TalkModel.Group && happened.Seq == seq);
        events[at] = new HistoryEvent { Kind = found, Conversation = TalkModel.Group, Seq = seq, Id = events[at].Id };
    }

    /// <summary>What one user removes is told to another's device.</summary>
    public static void TellSomebodyElseOfARemoval(TalkModel talk, Random random)
    {
        var (_, seq) = AnyRemoved(talk, random);
        talk.Devices[random.Next(2) == 0 ? "anna1" : "anna2"].Insert(1, new HistoryEvent { Kind = HistoryEventKind.Told, Conversation = TalkModel.Group, Seqs = [seq] });
    }

    /// <summary>What one user clears is gone for another.</summary>
    public static void ClearForSomebodyElse(TalkModel talk, Random random)
    {
        var floor = Cleared(talk).Max(static entry => entry.Seq);
        foreach (var device in (string[])["anna1", "anna2"])
            Show(talk, device, show => show with { Floor = floor });
    }

    /// <summary>What a user has removed unread still counts.</summary>
    public static void CountTheRemoved(TalkModel talk, Random random)
    {
        foreach (var device in s_devicesOfBen)
            Show(talk, device, static show => show with { Unread = show.Unread + 1 });
    }

    /// <summary>What a user has removed is taken off twice, as when it was recalled too.</summary>
    public static void TakeTheRemovedOffTwice(TalkModel talk, Random random)
    {
        foreach (var device in s_devicesOfBen)
            Show(talk, device, static show => show with { Unread = show.Unread - 1 });
    }

    private static void Show(TalkModel talk, string device, Func<HistoryEvent, HistoryEvent> with)
    {
        var events = talk.Devices[device];
        var at = events.FindIndex(static happened => happened is { Kind: HistoryEventKind.Show, Conversation: TalkModel.Group });
        events[at] = with(events[at]);
    }

    /// <summary>What ben has cleared of the group.</summary>
    private static IEnumerable<HistoryEvent> Cleared(TalkModel talk)
    {
        var floor = talk.Devices["ben1"].Where(static happened => happened is { Kind: HistoryEventKind.Cleared, Conversation: TalkModel.Group }).Max(static happened => happened.Seq);
        return talk.Logs[TalkModel.Group].Where(entry => entry.Seq <= floor);
    }

    /// <summary>A removal in the group that was accepted, of what its user could see otherwise.</summary>
    private static (string User, long Seq) AnyRemoved(TalkModel talk, Random random)
    {
        var all = talk.Devices.SelectMany(static device => device.Value.Where(static happened => happened is { Kind: HistoryEventKind.Removed, Conversation: TalkModel.Group })
            .Select(happened => (User: TalkModel.UserOf(device.Key), Seq: happened.Seqs![0])))
            .Where(one => talk.Devices[one.User + "1"].Exists(happened => happened is { Kind: HistoryEventKind.Found, Conversation: TalkModel.Group } && happened.Seq == one.Seq)).ToList();
        return all[random.Next(all.Count)];
    }
}
