using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <content>Faults with edits and recalls.</content>
internal static partial class Plants
{
    private const int Edited = 5;
    private const int Recalled = 6;

    /// <summary>The store keeps what a recalled message said, and tells it who reads back.</summary>
    public static void KeepTheRecalled(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found.Recalled);
        events[at] = events[at] with { Recalled = false, Hash = "#" + events[at].ClientMsgId };
    }

    /// <summary>The store keeps what an edit of a recalled message said.</summary>
    public static void KeepTheEditOfTheRecalled(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found is { EntryKind: Edited, Hash: null });
        events[at] = events[at] with { Hash = "#" + events[at].ClientMsgId };
    }

    /// <summary>A device that has seen the recall loads the conversation anew, and gets what was recalled.</summary>
    public static void BringTheRecalledBack(TalkModel talk, Random random) => LoadAnew(talk, random, static entry => entry);

    /// <summary>A message is marked as recalled, and what it said is told all the same.</summary>
    public static void MarkOnly(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found.Recalled);
        events[at] = events[at] with { Hash = "#" + events[at].ClientMsgId };
    }

    /// <summary>A device is not told of a recall in the middle.</summary>
    public static void SkipARecall(TalkModel talk, Random random)
    {
        var recall = Pick(talk.Logs[TalkModel.Group].Where(static entry => entry.EntryKind == Recalled), random);
        talk.Devices["anna1"].RemoveAll(happened => IsApply(happened, TalkModel.Group, recall.Seq));
        Replace(talk, happened => IsApply(happened, TalkModel.Group, recall.Target) && happened.Recalled, happened => happened with { Recalled = false, Hash = "#" + happened.ClientMsgId });
    }

    /// <summary>A device is not told of a recall that is the last entry.</summary>
    public static void EndBeforeARecall(TalkModel talk, Random random)
    {
        var device = talk.Devices.Keys.ElementAt(random.Next(4));
        var target = talk.Logs[TalkModel.Group].Last(static entry => entry.EntryKind == 1);
        var recall = new HistoryEvent { Kind = HistoryEventKind.Apply, Conversation = TalkModel.Group, EntryKind = Recalled, Sender = target.Sender, ClientMsgId = "last", Target = target.Seq, Seq = talk.Logs[TalkModel.Group].Count + 1, Id = 888_888 };
        foreach (var (name, events) in talk.Devices.Where(one => one.Key != device))
            events.Insert(events.FindIndex(static happened => happened.Kind == HistoryEventKind.Found), recall);
    }

    /// <summary>A recall was acknowledged, and is nowhere.</summary>
    public static void ForgetARecall(TalkModel talk, Random random)
    {
        var recall = Pick(talk.Logs[TalkModel.Group].Where(entry => entry.EntryKind == Recalled && talk.Devices.Values.Any(events => events.Exists(happened => happened.Kind == HistoryEventKind.Ack && happened.ClientMsgId == entry.ClientMsgId))), random);
        foreach (var events in talk.Devices.Values)
            events.RemoveAll(happened => happened.Conversation == TalkModel.Group && happened.Seq == recall.Seq && happened.Kind is HistoryEventKind.Apply or HistoryEventKind.Found);
    }

    /// <summary>Nobody has asked for a recall that stands in the log.</summary>
    public static void RecallUnasked(TalkModel talk, Random random) => Unask(talk, random, HistoryEventKind.Recall);

    /// <summary>Nobody has asked for an edit that stands in the log.</summary>
    public static void EditUnasked(TalkModel talk, Random random) => Unask(talk, random, HistoryEventKind.Edit);

    /// <summary>Who reads back is told that a message was recalled, and nobody did that.</summary>
    public static void RecallTheWrongOne(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found is { EntryKind: 1, Recalled: false });
        events[at] = events[at] with { Recalled = true, Hash = null };
    }

    /// <summary>A recall was refused, and done all the same.</summary>
    public static void RefuseARecall(TalkModel talk, Random random)
    {
        var recall = Pick(talk.Logs[TalkModel.Group].Where(static entry => entry.EntryKind == Recalled), random);
        foreach (var events in talk.Devices.Values)
        {
            events.RemoveAll(happened => happened.Kind == HistoryEventKind.Ack && happened.ClientMsgId == recall.ClientMsgId);
            if (events.Exists(happened => happened.Kind == HistoryEventKind.Recall && happened.ClientMsgId == recall.ClientMsgId))
                events.Add(new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = TalkModel.Group, ClientMsgId = recall.ClientMsgId });
        }
    }

    /// <summary>Who reads back gets a message without its last edit.</summary>
    public static void LoseAnEdit(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found is { EntryKind: 1, Version: > 0 });
        events[at] = events[at] with { Version = events[at].Version - 1, Hash = "#" + events[at].ClientMsgId };
    }

    /// <summary>Who reads back gets the last version's number and an older body.</summary>
    public static void GarbleAnEdit(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found is { EntryKind: 1, Version: > 0 });
        events[at] = events[at] with { Hash = "#" + events[at].ClientMsgId };
    }

    /// <summary>A device that has seen an edit loads the conversation anew, and gets what was before it.</summary>
    public static void FallBackBehindAnEdit(TalkModel talk, Random random) =>
        LoadAnew(talk, random, entry => talk.Logs[TalkModel.Group].Exists(change => change.EntryKind == Recalled && change.Target == (entry.EntryKind == Edited ? entry.Target : entry.Seq)) ? entry with { Hash = null, Recalled = entry.EntryKind == 1 } : entry);

    /// <summary>Two editors saw the same version, and both were let through.</summary>
    public static void EditTwiceFromOneVersion(TalkModel talk, Random random)
    {
        var edit = Pick(talk.Logs[TalkModel.Group].Where(static entry => entry is { EntryKind: Edited, Version: 2 }), random);
        Replace(talk, happened => happened.Seq == edit.Seq && happened.Conversation == TalkModel.Group && happened.EntryKind == Edited, static happened => happened with { Version = 1 });
    }

    /// <summary>A device gets a placeholder for a message of its own conversation.</summary>
    public static void HideAMessage(TalkModel talk, Random random)
    {
        var (events, at) = AnyApply(talk, random);
        events[at] = new HistoryEvent { Kind = HistoryEventKind.Apply, Conversation = events[at].Conversation, Seq = events[at].Seq, Id = events[at].Id };
    }

    private static void Unask(TalkModel talk, Random random, HistoryEventKind kind)
    {
        var asked = Pick(talk.Devices.Values.SelectMany(static events => events).Where(happened => happened.Kind == kind && talk.Logs[happened.Conversation!].Exists(entry => entry.ClientMsgId == happened.ClientMsgId)), random);
        foreach (var events in talk.Devices.Values)
            events.RemoveAll(happened => happened.ClientMsgId == asked.ClientMsgId && happened.Kind is not (HistoryEventKind.Apply or HistoryEventKind.Found));
    }

    /// <summary>Before its end a device drops the group and loads it from the beginning, in an earlier form.</summary>
    private static void LoadAnew(TalkModel talk, Random random, Func<HistoryEvent, HistoryEvent> form)
    {
        var events = talk.Devices[((string[])["anna1", "anna2", "ben1", "ben2"])[random.Next(4)]];
        var end = events.FindIndex(static happened => happened.Kind == HistoryEventKind.Found);
        events.InsertRange(end, [new HistoryEvent { Kind = HistoryEventKind.Drop, Conversation = TalkModel.Group }, .. talk.Logs[TalkModel.Group].Select(form)]);
    }

    private static (List<HistoryEvent> Events, int At) AnyFound(TalkModel talk, Random random, Func<HistoryEvent, bool> which)
    {
        var all = talk.Devices.Values.SelectMany(static events => events.Select((happened, at) => (events, at, happened)))
            .Where(one => one.happened.Kind == HistoryEventKind.Found && which(one.happened)).ToList();
        var (list, index, _) = all[random.Next(all.Count)];
        return (list, index);
    }
}
