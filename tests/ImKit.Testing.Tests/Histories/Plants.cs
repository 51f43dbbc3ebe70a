using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <summary>Faults of a server, planted into histories of one that had none.</summary>
internal static partial class Plants
{
    /// <summary>The store forgot an acknowledged message.</summary>
    public static void Forget(TalkModel talk, Random random)
    {
        var ack = Pick(talk.Devices.Values.SelectMany(static events => events).Where(static happened => happened.Kind == HistoryEventKind.Ack), random);
        foreach (var events in talk.Devices.Values)
            events.RemoveAll(happened => IsApply(happened, ack.Conversation!, ack.Seq));
    }

    /// <summary>A message comes from nowhere.</summary>
    public static void Invent(TalkModel talk, Random random)
    {
        var entry = AnyMessage(talk, random);
        foreach (var events in talk.Devices.Values)
            events.RemoveAll(happened => happened.ClientMsgId == entry.ClientMsgId && happened.Kind is HistoryEventKind.Send or HistoryEventKind.Ack);
        Replace(talk, happened => IsApply(happened, entry.Conversation!, entry.Seq), static happened => happened with { ClientMsgId = "from nowhere" });
    }

    /// <summary>A message changes on its way.</summary>
    public static void Garble(TalkModel talk, Random random)
    {
        var entry = AnyMessage(talk, random);
        Replace(talk, happened => IsApply(happened, entry.Conversation!, entry.Seq), static happened => happened with { Hash = "garbled" });
    }

    /// <summary>The server says no and commits all the same.</summary>
    public static void RefuseWhatStands(TalkModel talk, Random random)
    {
        var entry = AnyMessage(talk, random);
        Replace(talk, happened => happened.Kind == HistoryEventKind.Ack && happened.ClientMsgId == entry.ClientMsgId, static happened => happened with { Kind = HistoryEventKind.Refuse });
        foreach (var events in talk.Devices.Values.Where(events => events.Any(happened => happened.Kind == HistoryEventKind.Send && happened.ClientMsgId == entry.ClientMsgId)))
            events.Insert(events.Count - 1, new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = entry.Conversation, ClientMsgId = entry.ClientMsgId });
    }

    /// <summary>A device shows an entry twice.</summary>
    public static void ShowTwice(TalkModel talk, Random random)
    {
        var (events, at) = AnyApply(talk, random);
        events.Insert(at + 1, events[at]);
    }

    /// <summary>A retry is committed once more.</summary>
    public static void CommitTwice(TalkModel talk, Random random)
    {
        var entry = AnyMessage(talk, random);
        var last = talk.Devices.Values.SelectMany(static events => events).Where(happened => happened.Kind == HistoryEventKind.Apply && happened.Conversation == entry.Conversation).Max(static happened => happened.Seq);
        foreach (var events in talk.Devices.Values.Where(events => events.Any(happened => IsApply(happened, entry.Conversation!, last))))
            events.Insert(events.FindLastIndex(happened => IsApply(happened, entry.Conversation!, last)) + 1, entry with { Seq = last + 1, Id = 999_999 });
    }

    /// <summary>An acknowledgement names another place.</summary>
    public static void AcknowledgeElsewhere(TalkModel talk, Random random)
    {
        var ack = Pick(talk.Devices.Values.SelectMany(static events => events).Where(static happened => happened is { Kind: HistoryEventKind.Ack, Seq: > 1 }), random);
        Replace(talk, happened => happened == ack, static happened => happened with { Seq = happened.Seq - 1 });
    }

    /// <summary>Two devices are told different things about one place.</summary>
    public static void TellOtherwise(TalkModel talk, Random random)
    {
        var (events, at) = AnyApply(talk, random, static happened => TalkModel.UserOf("anna1") != happened.Sender);
        events[at] = events[at] with { Id = events[at].Id + 7_000_000 };
    }

    /// <summary>A device applies two entries the wrong way round.</summary>
    public static void SwapShown(TalkModel talk, Random random)
    {
        var (events, at) = AnyApply(talk, random, static happened => happened.Seq > 1);
        var before = events.FindLastIndex(at, happened => happened.Conversation == events[at].Conversation && happened.Kind != HistoryEventKind.Read && happened.Kind != HistoryEventKind.Send && happened.Kind != HistoryEventKind.Ack && happened.Seq < events[at].Seq);
        // The one before may have been applied in an earlier life: then this device alone makes no pair.
        if (before < 0 || events[before].Kind != HistoryEventKind.Apply)
            SwapShown(talk, random);
        else
            (events[before], events[at]) = (events[at], events[before]);
    }

    /// <summary>A sender's messages are committed in another order.</summary>
    public static void SwapSent(TalkModel talk, Random random)
    {
        var events = talk.Devices.Values.Where(static events => AckedSends(events).Count() > 1).OrderBy(_ => random.Next()).First();
        var pair = AckedSends(events).ToList();
        var (one, two) = (events.FindIndex(happened => IsSend(happened, pair[0])), events.FindIndex(happened => IsSend(happened, pair[1])));
        (events[one], events[two]) = (events[two], events[one]);

        static bool IsSend(HistoryEvent happened, string id) => happened.Kind == HistoryEventKind.Send && happened.ClientMsgId == id;
    }

    /// <summary>A device never gets an entry in the middle.</summary>
    public static void Skip(TalkModel talk, Random random)
    {
        var (events, at) = AnyApply(talk, random, static happened => happened.Seq is > 1);
        var (conversation, seq) = (events[at].Conversation!, events[at].Seq);
        var shown = events.Where(happened => happened.Kind == HistoryEventKind.Apply && happened.Conversation == conversation).ToList();
        if (seq == shown.Max(static happened => happened.Seq) || shown[^1].Seq == seq || !shown.Any(happened => happened.Seq < seq) || IsAfterDrop(events, conversation, seq))
            Skip(talk, random);
        else
            events.RemoveAll(happened => IsApply(happened, conversation, seq));
    }

    /// <summary>A device never gets the last entry.</summary>
    public static void StopEarly(TalkModel talk, Random random)
    {
        var events = talk.Devices.Values.ElementAt(random.Next(talk.Devices.Count));
        var last = events.Where(static happened => happened is { Kind: HistoryEventKind.Apply, Conversation: TalkModel.Group }).Max(static happened => happened.Seq);
        events.RemoveAll(happened => IsApply(happened, TalkModel.Group, last));
    }

    /// <summary>A device is not told of what another has read.</summary>
    public static void SeeLess(TalkModel talk, Random random)
    {
        var events = talk.Devices.Values.ElementAt(random.Next(talk.Devices.Count));
        var at = events.FindIndex(static happened => happened.Kind == HistoryEventKind.Show);
        events[at] = events[at] with { Seen = events[at].Seen + 1 };
    }

    /// <summary>Somebody who had left gets an entry.</summary>
    public static void TellWhoHasLeft(TalkModel talk, Random random)
    {
        var removal = talk.Devices["anna1"].First(static happened => happened is { Kind: HistoryEventKind.Apply, EntryKind: 4 });
        var events = talk.Devices[random.Next(2) == 0 ? "carl1" : "carl2"];
        events.Insert(events.FindIndex(static happened => happened.Kind == HistoryEventKind.Drop), removal);
    }

    /// <summary>Somebody gets what two others say to each other.</summary>
    public static void TellAStranger(TalkModel talk, Random random)
    {
        var said = Pick(talk.Devices["anna1"].Where(static happened => happened.Kind == HistoryEventKind.Apply && happened.Conversation == TalkModel.Direct), random);
        talk.Devices["carl2"].Insert(3, said);
    }

    /// <summary>All devices of a user count one too many.</summary>
    public static void Miscount(TalkModel talk, Random random)
    {
        var user = TalkModel.UserOf(talk.Devices.Keys.ElementAt(random.Next(talk.Devices.Count)));
        foreach (var (device, events) in talk.Devices)
        {
            for (var i = 0; TalkModel.UserOf(device) == user && i < events.Count; i++)
                events[i] = events[i].Kind == HistoryEventKind.Show ? events[i] with { Unread = events[i].Unread + 1 } : events[i];
        }
    }

    /// <summary>In the device's first life: what an older store brings back has an order of its own.</summary>
    private static IEnumerable<string> AckedSends(List<HistoryEvent> all)
    {
        var events = all.TakeWhile(static happened => happened.Kind != HistoryEventKind.Restore).ToList();
        var acked = events.Where(static happened => happened is { Kind: HistoryEventKind.Ack, Conversation: TalkModel.Group }).Select(static happened => happened.ClientMsgId).ToHashSet();
        return events.Where(happened => happened.Kind == HistoryEventKind.Send && acked.Contains(happened.ClientMsgId)).Select(static happened => happened.ClientMsgId!);
    }

    private static bool IsAfterDrop(List<HistoryEvent> events, string conversation, long seq)
    {
        var drop = events.FindLastIndex(happened => happened.Kind is HistoryEventKind.Drop && happened.Conversation == conversation);
        var first = events.Skip(drop + 1).FirstOrDefault(happened => happened.Kind == HistoryEventKind.Apply && happened.Conversation == conversation);
        return first is null || first.Seq >= seq;
    }

    private static HistoryEvent AnyMessage(TalkModel talk, Random random)
    {
        var (events, at) = AnyApply(talk, random);
        return events[at];
    }

    /// <summary>An entry that is a message, stands on a device to the end, and is nothing that its user may want to hide.</summary>
    private static (List<HistoryEvent> Events, int At) AnyApply(TalkModel talk, Random random, Func<HistoryEvent, bool>? which = null)
    {
        var all = talk.Devices.SelectMany(static device => device.Value.Select((happened, at) => (User: TalkModel.UserOf(device.Key), events: device.Value, at, happened)))
            .Where(one => one.happened is { Kind: HistoryEventKind.Apply, EntryKind: 1, Version: 0, Recalled: false } && !talk.MayBeHidden(one.User, one.happened.Conversation!, one.happened.Seq) && which?.Invoke(one.happened) != false).ToList();
        var (_, list, index, _) = all[random.Next(all.Count)];
        return (list, index);
    }

    private static void Replace(TalkModel talk, Func<HistoryEvent, bool> which, Func<HistoryEvent, HistoryEvent> with)
    {
        foreach (var events in talk.Devices.Values)
        {
            for (var i = 0; i < events.Count; i++)
                events[i] = which(events[i]) ? with(events[i]) : events[i];
        }
    }

    private static bool IsApply(HistoryEvent happened, string conversation, long seq) =>
        happened.Kind == HistoryEventKind.Apply && happened.Conversation == conversation && happened.Seq == seq;

    private static HistoryEvent Pick(IEnumerable<HistoryEvent> events, Random random) => events.OrderBy(_ => random.Next()).First();
}
