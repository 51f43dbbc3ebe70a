namespace ImKit.TestKit;

public abstract partial class ConversationStoreSpecification
{
    [Fact]
    public async Task An_own_message_is_not_unread_and_anothers_is()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "ann", "1"));
        await Commit(Requests.Message(group, "ann", "2"));
        Assert.Equal(0, await UnreadOf(group, "ann"));
        Assert.Equal(2, await UnreadOf(group, "bob"));
        Assert.Equal(new Position(3, 2), (await MemberOf(group, "ann")).LastSent);
        await Commit(Requests.Message(group, "bob", "1"));
        Assert.Equal(1, await UnreadOf(group, "ann"));
        Assert.Equal(0, await UnreadOf(group, "bob"));
    }

    [Fact]
    public async Task An_own_entry_that_does_not_count_marks_nothing_as_read()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "ann", "1"));
        await Commit(Requests.Message(group, "bob", "reaction") with { Countable = false, Kind = (EntryKind)100, TargetSeq = 2 });
        Assert.Equal(1, await UnreadOf(group, "bob"));
        Assert.Equal(default, (await MemberOf(group, "bob")).LastSent);
    }

    [Fact]
    public async Task A_read_cursor_carries_both_counters_and_moves_forward_only()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        for (var i = 1; i <= 4; i++)
            await Commit(Requests.Message(group, "ann", $"{i}"));
        Assert.Equal(4, await UnreadOf(group, "bob"));

        Assert.Equal(new Position(4, 3), (await MarkRead(group, "bob", 4))!.Read);
        Assert.Equal(1, await UnreadOf(group, "bob"));
        Assert.Equal(new Position(4, 3), (await MarkRead(group, "bob", 2))!.Read);
        Assert.Equal(new Position(4, 3), (await MemberOf(group, "bob")).Read);
        Assert.Equal(new Position(5, 4), (await MarkRead(group, "bob", 5))!.Read);
        Assert.Equal(0, await UnreadOf(group, "bob"));
    }

    [Fact]
    public async Task A_read_cursor_beyond_the_head_becomes_the_head()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "ann", "1"));
        Assert.Equal(new Position(2, 1), (await MarkRead(group, "bob", long.MaxValue))!.Read);
        await Commit(Requests.Message(group, "ann", "2"));
        Assert.Equal(1, await UnreadOf(group, "bob"));
    }

    [Fact]
    public async Task A_seq_below_one_changes_nothing()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        Assert.Equal(default, (await MarkRead(group, "ann", 0))!.Read);
        Assert.Equal(default, (await MarkRead(group, "ann", long.MinValue))!.Read);
    }

    [Fact]
    public async Task Only_a_present_member_has_a_read_cursor_to_move()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Removed(group, "ann", "1", "bob"));
        Assert.Null(await MarkRead(group, "eve", 1));
        Assert.Null(await MarkRead(group, "bob", 1));
        Assert.Null(await MarkRead(Names.Group(), "ann", 1));
        Assert.Null(await MarkRead(group with { Tenant = Names.Tenant() }, "ann", 1));
        Assert.Equal(default, (await MemberOf(group, "bob")).Read);
    }

    [Fact]
    public async Task Reading_touches_no_other_member_and_nothing_else_of_the_row()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob", "cid"));
        await Commit(Requests.Message(group, "bob", "1"));
        var (bob, cid) = (await MemberOf(group, "bob"), await MemberOf(group, "cid"));
        await MarkRead(group, "bob", 1);
        Assert.Equal(bob with { Read = new Position(1, 0) }, await MemberOf(group, "bob"));
        Assert.Equal(cid, await MemberOf(group, "cid"));
    }

    [Fact]
    public async Task Devices_that_read_at_once_end_at_the_furthest()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Messages.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Requests.Message(group, "ann", $"{i}"))], Cancel);
        await Task.WhenAll(Enumerable.Range(1, 51).Reverse().Select(seq => MarkRead(group, "bob", seq)));
        Assert.Equal(new Position(51, 50), (await MemberOf(group, "bob")).Read);
    }

    private async Task<Member?> MarkRead(ConversationKey group, string user, long seq) =>
        await Conversations.MarkReadAsync(group, new UserId(user), seq, Cancel);
}
