namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task A_trim_takes_the_beginning_and_the_head_remembers_where_it_ended()
    {
        var (group, ids) = await TenMessages();
        var head = await Messages.TrimAsync(group, 4, Cancel);

        Assert.Equal((new Position(4, 3), ids[3]), (head!.Trimmed, head.TrimmedId));
        Assert.Equal((new Position(11, 10), ids[10]), (head.Last, head.LastId));
        Assert.Equal(head, await Head(group));
        Assert.Equal(Enumerable.Range(5, 7).Select(seq => (long)seq), (await Log(group)).Select(entry => entry.Seq));
        Assert.Equal([6, 5], (await Messages.ReadBackwardAsync(group, 7, 10, Cancel)).Select(entry => entry.Seq));
        Assert.Equal(new Position(12, 11), await Commit(Requests.Message(group, "ann", "next")));
        Assert.Null(await Messages.TrimAsync(Names.Group(), 4, Cancel));
    }

    [Fact]
    public async Task A_trim_never_goes_back_nor_beyond_what_is_dispatched()
    {
        var (group, _) = await TenMessages();
        await Messages.TrimAsync(group, 6, Cancel);
        Assert.Equal(6, (await Messages.TrimAsync(group, 3, Cancel))!.Trimmed.Seq);
        Assert.Equal(9, (await Messages.TrimAsync(group, 100, Cancel))!.Trimmed.Seq);
        await Mark(group, 11);
        Assert.Equal(new Position(11, 10), (await Messages.TrimAsync(group, 100, Cancel))!.Trimmed);
        Assert.Empty(await Log(group));
        Assert.Equal(new Position(12, 11), await Commit(Requests.Message(group, "ann", "next")));
    }

    [Fact]
    public async Task What_was_trimmed_cannot_be_changed_and_is_still_known_as_sent()
    {
        var (group, ids) = await TenMessages();
        await Messages.TrimAsync(group, 4, Cancel);
        Assert.Equal(AppendStatus.TargetNotFound, (await Append(Requests.Edit(group, "ann", "e", 4, "late"))).Status);
        var again = await Append(Requests.Message(group, "ann", "1"));
        Assert.Equal((AppendStatus.Duplicate, ids[1]), (again.Status, again.Id));
    }

    [Fact]
    public async Task A_cursor_set_into_the_trimmed_part_is_at_its_end()
    {
        var (group, _) = await TenMessages();
        await Messages.TrimAsync(group, 4, Cancel);
        Assert.Equal(new Position(4, 3), (await Conversations.MarkReadAsync(group, new UserId("bob"), 2, Cancel))!.Read);
    }

    [Fact]
    public async Task Dedup_keys_of_trimmed_entries_are_forgotten_only_when_they_are_old_and_only_then()
    {
        var (group, _) = await TenMessages();
        await Messages.TrimAsync(group, 4, Cancel);
        await Messages.PruneAsync(Requests.Message(group, "ann", "x").Time, 1000, Cancel);
        Assert.Equal(AppendStatus.Duplicate, (await Append(Requests.Message(group, "ann", "1"))).Status);
        while (await Messages.PruneAsync(long.MaxValue, 2, Cancel) == 2)
        {
        }

        Assert.Equal(AppendStatus.Duplicate, (await Append(Requests.Message(group, "ann", "4"))).Status);
        Assert.Equal(AppendStatus.Committed, (await Append(Requests.Message(group, "ann", "1"))).Status);
    }

    private async Task<(ConversationKey Group, MessageId[] Ids)> TenMessages()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        for (var i = 1; i <= 10; i++)
            await Commit(Requests.Message(group, "ann", $"{i}"));
        await Mark(group, 9);
        return (group, [.. (await Log(group)).Select(entry => entry.Id)]);
    }
}
