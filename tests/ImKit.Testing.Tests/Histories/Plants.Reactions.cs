using ImKit.Testing.Histories;

namespace ImKit.Testing.Tests.Histories;

/// <content>Faults with reactions.</content>
internal static partial class Plants
{
    private const int ReactionAdded = 7;
    private const int ReactionRemoved = 8;

    /// <summary>A reaction was acknowledged, and is nowhere.</summary>
    public static void ForgetAReaction(TalkModel talk, Random random)
    {
        var ack = Pick(Reactions(talk).Where(entry => talk.Devices.Values.Any(events => events.Exists(happened => happened.Kind == HistoryEventKind.Ack && happened.ClientMsgId == entry.ClientMsgId))), random);
        foreach (var events in talk.Devices.Values)
            events.RemoveAll(happened => happened.Conversation == TalkModel.Group && happened.Seq == ack.Seq && happened.Kind is HistoryEventKind.Apply or HistoryEventKind.Found);
    }

    /// <summary>Nobody has asked for a reaction that stands in the log.</summary>
    public static void ReactUnasked(TalkModel talk, Random random) => Unask(talk, random, HistoryEventKind.React);

    /// <summary>A reaction stands as another one than was asked for.</summary>
    public static void ReactOtherwise(TalkModel talk, Random random)
    {
        var reaction = Pick(Reactions(talk), random);
        Replace(talk, happened => IsApply(happened, TalkModel.Group, reaction.Seq) && happened.EntryKind == reaction.EntryKind, static happened => happened with { Hash = "#fire" });
    }

    /// <summary>A reaction was refused, and stands all the same.</summary>
    public static void RefuseAReaction(TalkModel talk, Random random)
    {
        var reaction = Pick(Reactions(talk), random);
        foreach (var events in talk.Devices.Values)
        {
            events.RemoveAll(happened => happened.Kind == HistoryEventKind.Ack && happened.ClientMsgId == reaction.ClientMsgId);
            if (events.Exists(happened => happened.Kind == HistoryEventKind.React && happened.ClientMsgId == reaction.ClientMsgId))
                events.Add(new HistoryEvent { Kind = HistoryEventKind.Refuse, Conversation = TalkModel.Group, ClientMsgId = reaction.ClientMsgId });
        }
    }

    /// <summary>A user's reaction is committed twice.</summary>
    public static void ReactTwice(TalkModel talk, Random random) => AppendLike(talk, random, ReactionAdded, ReactionAdded);

    /// <summary>A reaction is taken back twice.</summary>
    public static void TakeBackTwice(TalkModel talk, Random random) => AppendLike(talk, random, ReactionRemoved, ReactionRemoved);

    /// <summary>Somebody reacts to what was recalled.</summary>
    public static void ReactToTheRecalled(TalkModel talk, Random random)
    {
        var recall = Pick(talk.Logs[TalkModel.Group].Where(static entry => entry.EntryKind == Recalled), random);
        Append(talk, new HistoryEvent { Kind = HistoryEventKind.Apply, EntryKind = ReactionAdded, Sender = "anna", ClientMsgId = "late", Target = recall.Target, Hash = "#heart" });
    }

    /// <summary>Who reads back is told of one reaction too many.</summary>
    public static void CountAReactionTwice(TalkModel talk, Random random) => Recount(talk, random, static told => told with { Count = told.Count + 1 });

    /// <summary>Who reads back is told that a reaction is theirs, and it is not, or the other way round.</summary>
    public static void MistakeWhoseItIs(TalkModel talk, Random random) => Recount(talk, random, static told => told with { Mine = !told.Mine });

    /// <summary>Who reads back is told of no reactions.</summary>
    public static void LoseReactions(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found.Reactions is not null);
        events[at] = events[at] with { Reactions = null };
    }

    /// <summary>A recalled message keeps its reactions.</summary>
    public static void KeepReactionsOfTheRecalled(TalkModel talk, Random random)
    {
        var (events, at) = AnyFound(talk, random, static found => found.Recalled);
        events[at] = events[at] with { Reactions = [new HistoryReaction("#heart", 1, false)] };
    }

    /// <summary>A device that has seen the last reaction loads the conversation anew, and gets what was before it.</summary>
    public static void FallBackBehindAReaction(TalkModel talk, Random random) => LoadAnew(talk, random, entry => FormerReactions(talk, entry) is { } former ? entry with { Reactions = former } : entry);

    /// <summary>The counts before a message's last reaction, if that leaves any.</summary>
    private static HistoryReaction[]? FormerReactions(TalkModel talk, HistoryEvent entry)
    {
        var changes = talk.Logs[TalkModel.Group].FindAll(one => one.EntryKind is ReactionAdded or ReactionRemoved or Recalled && one.Target == entry.Seq);
        if (entry.EntryKind != 1 || changes.Count < 2 || changes.Exists(static one => one.EntryKind is Recalled or ReactionRemoved))
            return null;
        return [.. changes.SkipLast(1).GroupBy(static one => one.Hash!).Select(static one => new HistoryReaction(one.Key, one.Count(), false))];
    }

    private static void Recount(TalkModel talk, Random random, Func<HistoryReaction, HistoryReaction> with)
    {
        var (events, at) = AnyFound(talk, random, static found => found.Reactions is not null);
        var told = events[at].Reactions!.ToArray();
        var which = random.Next(told.Length);
        told[which] = with(told[which]);
        events[at] = events[at] with { Reactions = told };
    }

    /// <summary>The last word on a reaction is said again.</summary>
    private static void AppendLike(TalkModel talk, Random random, int last, int kind)
    {
        var recalled = talk.Logs[TalkModel.Group].Where(static entry => entry.EntryKind == Recalled).Select(static entry => entry.Target).ToHashSet();
        var words = Reactions(talk).Where(entry => !recalled.Contains(entry.Target)).GroupBy(static entry => (entry.Target, entry.Sender, entry.Hash)).Select(static one => one.Last()).Where(entry => entry.EntryKind == last);
        Append(talk, Pick(words, random) with { EntryKind = kind });
    }

    /// <summary>Everybody gets one more entry of the group.</summary>
    private static void Append(TalkModel talk, HistoryEvent entry)
    {
        entry = entry with { Conversation = TalkModel.Group, Seq = talk.Logs[TalkModel.Group].Count + 1, Id = 777_777 };
        foreach (var events in talk.Devices.Values)
            events.Insert(events.FindIndex(static happened => happened.Kind == HistoryEventKind.Found), entry);
    }

    private static IEnumerable<HistoryEvent> Reactions(TalkModel talk) => talk.Logs[TalkModel.Group].Where(static entry => entry.EntryKind is ReactionAdded or ReactionRemoved);
}
