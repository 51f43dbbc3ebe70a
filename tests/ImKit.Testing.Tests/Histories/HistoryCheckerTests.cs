using CsCheck;
using ImKit.Testing.Histories;
using Xunit;

namespace ImKit.Testing.Tests.Histories;

/// <summary>The checker finds every kind of planted fault, and nothing where there is none.</summary>
public sealed class HistoryCheckerTests
{
    private const int Histories = 200;
    private const int HistoriesOfAPlant = 100;

    private static readonly Dictionary<string, (FindingKind Kind, Action<TalkModel, Random> Plant)> s_plants = new()
    {
        [nameof(Plants.Forget)] = (FindingKind.Lost, Plants.Forget),
        [nameof(Plants.Invent)] = (FindingKind.Phantom, Plants.Invent),
        [nameof(Plants.Garble)] = (FindingKind.Phantom, Plants.Garble),
        [nameof(Plants.RefuseWhatStands)] = (FindingKind.AbortedButShown, Plants.RefuseWhatStands),
        [nameof(Plants.ShowTwice)] = (FindingKind.Duplicated, Plants.ShowTwice),
        [nameof(Plants.CommitTwice)] = (FindingKind.Duplicated, Plants.CommitTwice),
        [nameof(Plants.AcknowledgeElsewhere)] = (FindingKind.InconsistentSeq, Plants.AcknowledgeElsewhere),
        [nameof(Plants.TellOtherwise)] = (FindingKind.InconsistentSeq, Plants.TellOtherwise),
        [nameof(Plants.SwapShown)] = (FindingKind.Reordered, Plants.SwapShown),
        [nameof(Plants.SwapSent)] = (FindingKind.Reordered, Plants.SwapSent),
        [nameof(Plants.Skip)] = (FindingKind.GapNeverFilled, Plants.Skip),
        [nameof(Plants.StopEarly)] = (FindingKind.Stale, Plants.StopEarly),
        [nameof(Plants.SeeLess)] = (FindingKind.Diverged, Plants.SeeLess),
        [nameof(Plants.TellWhoHasLeft)] = (FindingKind.Leaked, Plants.TellWhoHasLeft),
        [nameof(Plants.TellAStranger)] = (FindingKind.Leaked, Plants.TellAStranger),
        [nameof(Plants.Miscount)] = (FindingKind.WrongUnread, Plants.Miscount),
        [nameof(Plants.KeepTheRecalled)] = (FindingKind.Unrecalled, Plants.KeepTheRecalled),
        [nameof(Plants.KeepTheEditOfTheRecalled)] = (FindingKind.Unrecalled, Plants.KeepTheEditOfTheRecalled),
        [nameof(Plants.BringTheRecalledBack)] = (FindingKind.Unrecalled, Plants.BringTheRecalledBack),
        [nameof(Plants.MarkOnly)] = (FindingKind.Unrecalled, Plants.MarkOnly),
        [nameof(Plants.SkipARecall)] = (FindingKind.Unrecalled, Plants.SkipARecall),
        [nameof(Plants.EndBeforeARecall)] = (FindingKind.Stale, Plants.EndBeforeARecall),
        [nameof(Plants.ForgetARecall)] = (FindingKind.Lost, Plants.ForgetARecall),
        [nameof(Plants.RecallUnasked)] = (FindingKind.Phantom, Plants.RecallUnasked),
        [nameof(Plants.EditUnasked)] = (FindingKind.Phantom, Plants.EditUnasked),
        [nameof(Plants.RecallTheWrongOne)] = (FindingKind.Phantom, Plants.RecallTheWrongOne),
        [nameof(Plants.RefuseARecall)] = (FindingKind.AbortedButShown, Plants.RefuseARecall),
        [nameof(Plants.LoseAnEdit)] = (FindingKind.Misedited, Plants.LoseAnEdit),
        [nameof(Plants.GarbleAnEdit)] = (FindingKind.Misedited, Plants.GarbleAnEdit),
        [nameof(Plants.FallBackBehindAnEdit)] = (FindingKind.Misedited, Plants.FallBackBehindAnEdit),
        [nameof(Plants.EditTwiceFromOneVersion)] = (FindingKind.Misedited, Plants.EditTwiceFromOneVersion),
        [nameof(Plants.HideAMessage)] = (FindingKind.Hidden, Plants.HideAMessage),
        [nameof(Plants.BringTheClearedInAFullRead)] = (FindingKind.Unhidden, Plants.BringTheClearedInAFullRead),
        [nameof(Plants.ClearOnOneDevice)] = (FindingKind.Unhidden, Plants.ClearOnOneDevice),
        [nameof(Plants.BringTheClearedBack)] = (FindingKind.Unhidden, Plants.BringTheClearedBack),
        [nameof(Plants.BringTheRemovedInAFullRead)] = (FindingKind.Unhidden, Plants.BringTheRemovedInAFullRead),
        [nameof(Plants.RemoveOnOneDevice)] = (FindingKind.Unhidden, Plants.RemoveOnOneDevice),
        [nameof(Plants.RemoveForSomebodyElse)] = (FindingKind.Hidden, Plants.RemoveForSomebodyElse),
        [nameof(Plants.TellSomebodyElseOfARemoval)] = (FindingKind.Hidden, Plants.TellSomebodyElseOfARemoval),
        [nameof(Plants.ClearForSomebodyElse)] = (FindingKind.Hidden, Plants.ClearForSomebodyElse),
        [nameof(Plants.CountTheRemoved)] = (FindingKind.WrongUnread, Plants.CountTheRemoved),
        [nameof(Plants.TakeTheRemovedOffTwice)] = (FindingKind.WrongUnread, Plants.TakeTheRemovedOffTwice),
        [nameof(Plants.ForgetAReaction)] = (FindingKind.Lost, Plants.ForgetAReaction),
        [nameof(Plants.ReactUnasked)] = (FindingKind.Phantom, Plants.ReactUnasked),
        [nameof(Plants.ReactOtherwise)] = (FindingKind.Phantom, Plants.ReactOtherwise),
        [nameof(Plants.RefuseAReaction)] = (FindingKind.AbortedButShown, Plants.RefuseAReaction),
        [nameof(Plants.ReactTwice)] = (FindingKind.Misreacted, Plants.ReactTwice),
        [nameof(Plants.TakeBackTwice)] = (FindingKind.Misreacted, Plants.TakeBackTwice),
        [nameof(Plants.ReactToTheRecalled)] = (FindingKind.Misreacted, Plants.ReactToTheRecalled),
        [nameof(Plants.CountAReactionTwice)] = (FindingKind.Misreacted, Plants.CountAReactionTwice),
        [nameof(Plants.MistakeWhoseItIs)] = (FindingKind.Misreacted, Plants.MistakeWhoseItIs),
        [nameof(Plants.LoseReactions)] = (FindingKind.Misreacted, Plants.LoseReactions),
        [nameof(Plants.KeepReactionsOfTheRecalled)] = (FindingKind.Misreacted, Plants.KeepReactionsOfTheRecalled),
        [nameof(Plants.FallBackBehindAReaction)] = (FindingKind.Misreacted, Plants.FallBackBehindAReaction),
    };

    public static TheoryData<string> PlantNames => [.. s_plants.Keys];

    [Fact]
    public void Nothing_is_found_where_a_server_has_done_everything_right() =>
        Gen.Int[1, 1_000_000].Sample(static seed => Assert.Empty(HistoryChecker.Check(TalkModel.Make(seed).Histories)), iter: Histories);

    [Theory]
    [MemberData(nameof(PlantNames))]
    public void A_planted_fault_is_found(string name)
    {
        var (kind, plant) = s_plants[name];
        Gen.Int[1, 1_000_000].Sample(
            seed =>
            {
                var talk = TalkModel.Make(seed);
                plant(talk, new Random(seed));
                Assert.Contains(HistoryChecker.Check(talk.Histories), finding => finding.Kind == kind);
            },
            iter: HistoriesOfAPlant);
    }

    [Fact]
    public void Every_kind_of_fault_is_planted_by_some_test() =>
        Assert.Equal(Enum.GetValues<FindingKind>().Order(), s_plants.Values.Select(static plant => plant.Kind).Distinct().Order());

    [Fact]
    public void A_message_without_an_answer_may_be_there_or_not()
    {
        var talk = TalkModel.Make(5);
        var acked = talk.Devices["ben1"].Where(static happened => happened.Kind == HistoryEventKind.Ack).ToList();
        Assert.NotEmpty(acked);
        talk.Devices["ben1"].RemoveAll(static happened => happened.Kind == HistoryEventKind.Ack);
        Assert.Empty(HistoryChecker.Check(talk.Histories));
    }

    [Fact]
    public void A_clear_or_a_removal_without_an_answer_may_be_done_or_not()
    {
        var talk = TalkModel.Make(5);
        var accepted = talk.Devices.Values.Sum(static events => events.RemoveAll(static happened => happened.Kind is HistoryEventKind.Cleared or HistoryEventKind.Removed));
        Assert.NotEqual(0, accepted);
        Assert.Empty(HistoryChecker.Check(talk.Histories));
        // And what was not done after all is no finding, where nobody reads it back.
        foreach (var events in talk.Devices.Values)
            events.RemoveAll(static happened => happened.Kind is HistoryEventKind.Told or HistoryEventKind.Found);
        Assert.Empty(HistoryChecker.Check(talk.Histories));
    }

    [Fact]
    public void A_device_that_does_not_come_to_its_end_is_not_expected_to_have_seen_it()
    {
        var talk = TalkModel.Make(5);
        var events = talk.Devices["ben1"];
        events.RemoveAll(happened => happened.Kind is HistoryEventKind.Show or HistoryEventKind.End or HistoryEventKind.Read or HistoryEventKind.Found);
        var last = events.FindLastIndex(static happened => happened.Kind is HistoryEventKind.Send or HistoryEventKind.Ack);
        events.RemoveAll(happened => happened.Kind == HistoryEventKind.Apply && events.IndexOf(happened) > last);
        events.RemoveAt(events.FindLastIndex(static happened => happened.Kind == HistoryEventKind.Apply));
        Assert.Empty(HistoryChecker.Check(talk.Histories));
    }

    [Fact]
    public void What_an_older_store_brings_back_is_not_compared_with_what_was_sent_in_between()
    {
        // b is sent in a life that ends; c in the next; then a store is found that still holds b.
        HistoryEvent[] events =
        [
            new() { Kind = HistoryEventKind.Begin, User = "anna" },
            Sent("a"), Acked("a", 1), Sent("b"),
            new() { Kind = HistoryEventKind.Restore }, Sent("c"), Acked("c", 2),
            new() { Kind = HistoryEventKind.Restore }, Acked("b", 3),
        ];
        Assert.Empty(HistoryChecker.Check([new History("anna1", events)]));
        // But what was acknowledged in the life before stands before what is sent later.
        events[2] = Acked("a", 4);
        Assert.Contains(HistoryChecker.Check([new History("anna1", events)]), static finding => finding.Kind == FindingKind.Reordered && finding.Detail.StartsWith("message c", StringComparison.Ordinal));

        static HistoryEvent Sent(string id) => new() { Kind = HistoryEventKind.Send, Conversation = "g.x", ClientMsgId = id, Hash = id };
        static HistoryEvent Acked(string id, long seq) => new() { Kind = HistoryEventKind.Ack, Conversation = "g.x", ClientMsgId = id, Seq = seq, Id = seq };
    }

    [Fact]
    public void What_was_edited_comes_without_a_version_once_its_reader_has_removed_it_and_with_one_otherwise()
    {
        HistoryEvent[] events =
        [
            new() { Kind = HistoryEventKind.Begin, User = "anna" },
            new() { Kind = HistoryEventKind.Send, Conversation = "g.x", ClientMsgId = "a", Hash = "a" },
            Applied(1, 1, "a"),
            new() { Kind = HistoryEventKind.Edit, Conversation = "g.x", ClientMsgId = "e", Target = 1, Version = 1, Hash = "e" },
            Applied(2, 5, "e") with { Target = 1, Version = 1 },
            new() { Kind = HistoryEventKind.Remove, Conversation = "g.x", Seqs = [1] },
            new() { Kind = HistoryEventKind.Restore },
            new() { Kind = HistoryEventKind.Apply, Conversation = "g.x", Seq = 1, Id = 1 },
        ];
        Assert.DoesNotContain(HistoryChecker.Check([new History("anna1", events)]), static finding => finding.Kind == FindingKind.Misedited);
        events[^1] = Applied(1, 1, "a");
        Assert.Contains(HistoryChecker.Check([new History("anna1", events)]), static finding => finding.Kind == FindingKind.Misedited);

        static HistoryEvent Applied(long seq, int kind, string id) =>
            new() { Kind = HistoryEventKind.Apply, Conversation = "g.x", Seq = seq, Id = seq, EntryKind = kind, Sender = "anna", ClientMsgId = id, Hash = id };
    }

    [Fact]
    public async Task Histories_are_the_same_after_they_were_written_and_read()
    {
        var folder = Directory.CreateTempSubdirectory("imkit-histories-");
        try
        {
            var histories = TalkModel.Make(3).Histories;
            foreach (var history in histories)
                await history.WriteAsync(folder.FullName, TestContext.Current.CancellationToken);
            // A process that died while it wrote leaves half a line.
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "anna1.jsonl"), """{"kind":"App""", TestContext.Current.CancellationToken);
            var read = await History.ReadFolderAsync(folder.FullName, TestContext.Current.CancellationToken);
            Assert.Equal(histories.Select(static history => history.Device), read.Select(static history => history.Device));
            Assert.Equal(histories.SelectMany(static history => history.Events).Select(Text), read.SelectMany(static history => history.Events).Select(Text));
            Assert.Empty(HistoryChecker.Check(read));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Text(HistoryEvent happened) =>
            $"{happened with { Users = null, Seqs = null, Reactions = null }} {string.Join(',', happened.Users ?? [])} {string.Join(',', happened.Seqs ?? [])} {string.Join(',', happened.Reactions ?? [])}";
    }
}
