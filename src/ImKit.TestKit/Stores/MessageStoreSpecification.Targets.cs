namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task An_edit_changes_its_target_and_is_an_entry_of_its_own()
    {
        var group = await GroupWithMessage("first");
        Assert.Equal(new Position(3, 1), await Commit(Requests.Edit(group, "ann", "e1", 2, "second")));
        Assert.Equal(new Position(4, 1), await Commit(Requests.Edit(group, "ann", "e2", 2, "third", version: 1)));

        var log = await Log(group);
        Assert.Equal(("third", 2, false), (Text(log[1]), log[1].Version, log[1].Recalled));
        Assert.Equal((EntryKind.Edited, 2L, 1, "second"), (log[2].Kind, log[2].TargetSeq, log[2].Version, Text(log[2])));
        Assert.Equal((2, "third"), (log[3].Version, Text(log[3])));
    }

    [Fact]
    public async Task Of_two_edits_of_one_version_the_second_is_refused()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Edit(group, "ann", "e1", 2, "mine", version: 0));
        Assert.Equal(AppendOutcome.Refused(AppendStatus.VersionMismatch), await Append(Requests.Edit(group, "ann", "e2", 2, "theirs", version: 0)));
        Assert.Equal("mine", Text((await Log(group))[1]));
        Assert.Equal(3, (await Head(group))!.Last.Seq);
    }

    /// <summary>So a caller learns what became of an earlier try without risking a commit.</summary>
    [Fact]
    public async Task A_change_of_seq_0_is_never_committed_and_still_tells_a_duplicate()
    {
        var group = await GroupWithMessage("first");
        var sent = Requests.Message(group, "ann", "again");
        var first = await Append(sent);
        var probe = Requests.Recall(group, "ann", "again", 0) with { PayloadHash = sent.PayloadHash };

        Assert.Equal(first with { Status = AppendStatus.Duplicate }, await Append(probe));
        Assert.Equal(AppendOutcome.Refused(AppendStatus.Conflict), await Append(Requests.Recall(group, "ann", "again", 0)));
        Assert.Equal(AppendOutcome.Refused(AppendStatus.TargetNotFound), await Append(Requests.Recall(group, "ann", "new", 0)));
        Assert.Equal(3, (await Head(group))!.Last.Seq);
    }

    [Fact]
    public async Task Edits_in_one_batch_see_each_other()
    {
        var group = await GroupWithMessage("first");
        var outcomes = await Messages.AppendAsync(
            [
                Requests.Edit(group, "ann", "e1", 2, "second", version: 0), Requests.Edit(group, "ann", "e2", 2, "third", version: 0),
                Requests.Edit(group, "ann", "e3", 2, "fourth", version: 1), Requests.Recall(group, "ann", "r", 2), Requests.Edit(group, "ann", "e4", 2, "fifth"),
            ], Cancel);
        Assert.Equal(
            [AppendStatus.Committed, AppendStatus.VersionMismatch, AppendStatus.Committed, AppendStatus.Committed, AppendStatus.TargetNotFound],
            outcomes.Select(outcome => outcome.Status));
    }

    [Fact]
    public async Task A_recall_leaves_no_trace_of_what_was_said_in_the_entry_or_its_edits()
    {
        var group = await GroupWithMessage("secret");
        await Commit(Requests.Edit(group, "ann", "e", 2, "another secret"));
        await Commit(Requests.Recall(group, "ann", "r", 2));

        var log = await Log(group);
        Assert.All(log.Skip(1), entry => Assert.Equal((BodyFormat.None, 0), (entry.Format, entry.Body.Length)));
        Assert.Equal([false, true, false, false], log.Select(entry => entry.Recalled));
        Assert.Equal([0, 1, 1, 1], log.Select(entry => entry.Ordinal));
        Assert.Equal(AppendStatus.Unchanged, (await Append(Requests.Recall(group, "ann", "again", 2))).Status);
        Assert.Equal(AppendStatus.TargetNotFound, (await Append(Requests.Edit(group, "ann", "late", 2, "back"))).Status);
        Assert.Equal(AppendStatus.TargetNotFound, (await Append(Requests.React(group, "bob", "late", 2, "+1"))).Status);
    }

    [Fact]
    public async Task The_same_change_again_is_a_duplicate_whatever_became_of_its_target()
    {
        var group = await GroupWithMessage("first");
        var edit = Requests.Edit(group, "ann", "e", 2, "second", version: 0);
        var first = await Append(edit);
        await Commit(Requests.Recall(group, "ann", "r", 2));
        Assert.Equal(first with { Status = AppendStatus.Duplicate }, await Append(edit));
    }

    [Fact]
    public async Task Only_messages_and_kinds_of_the_host_can_be_changed()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Message(group, "ann", "custom", "poll") with { Kind = (EntryKind)100 });
        await Commit(Requests.Edit(group, "ann", "e", 3, "poll 2"));
        foreach (var seq in new long[] { -1, 0, 1, 4, 5, 99 })
            Assert.Equal(AppendStatus.TargetNotFound, (await Append(Requests.Edit(group, "ann", $"to {seq}", seq, "x"))).Status);
    }

    [Fact]
    public async Task Reactions_are_counted_per_key_and_each_user_counts_once()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.React(group, "ann", "1", 2, "👍"));
        await Commit(Requests.React(group, "bob", "2", 2, "👍"));
        await Commit(Requests.React(group, "bob", "3", 2, "+1"));
        Assert.Equal(AppendOutcome.Refused(AppendStatus.Unchanged), await Append(Requests.React(group, "bob", "4", 2, "👍")));
        await Commit(Requests.Message(group, "ann", "5"));

        var counts = await Messages.ReadReactionsAsync(group, new UserId("ann"), [6, 2, 2, 99], Cancel);
        Assert.Equal([new ReactionCount(2, "+1", 1, false), new ReactionCount(2, "👍", 2, true)], counts);
        await Commit(Requests.Unreact(group, "ann", "6", 2, "👍"));
        Assert.Equal(AppendStatus.Unchanged, (await Append(Requests.Unreact(group, "ann", "7", 2, "👍"))).Status);
        await Commit(Requests.Unreact(group, "bob", "8", 2, "+1"));
        Assert.Equal([new ReactionCount(2, "👍", 1, false)], await Messages.ReadReactionsAsync(group, new UserId("ann"), [2], Cancel));
        Assert.Empty(await Messages.ReadReactionsAsync(Names.Group(), new UserId("ann"), [2], Cancel));
    }

    [Fact]
    public async Task A_recall_takes_the_reactions_away()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.React(group, "bob", "1", 2, "👍"));
        await Commit(Requests.Recall(group, "ann", "2", 2));
        Assert.Empty(await Messages.ReadReactionsAsync(group, new UserId("bob"), [2], Cancel));
    }

    [Fact]
    public async Task A_reply_keeps_its_reference_and_changes_nothing()
    {
        var group = await GroupWithMessage("first");
        await Commit(Requests.Message(group, "bob", "1", "reply") with { TargetSeq = 2 });
        var log = await Log(group);
        Assert.Equal((2L, "first", 0), (log[2].TargetSeq, Text(log[1]), log[1].Version));
    }

    private async Task<ConversationKey> GroupWithMessage(string text)
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "ann", "m", text));
        return group;
    }

    private static string Text(LogEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Body.Span);
}
