namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task A_first_direct_message_from_a_stranger_reaches_both()
    {
        var first = Requests.Direct(default, Names.Unique(), Names.Unique(), "1");
        var (sender, other) = (first.Sender.Value, first.Members[1].User.Value);
        Assert.Equal(new Position(1, 1), await Commit(first));

        Assert.Equal(0, await UnreadOf(first.Conversation, sender));
        Assert.Equal(1, await UnreadOf(first.Conversation, other));
        Assert.Equal(new Position(2, 2), await Commit(Requests.Direct(default, other, sender, "1")));
        Assert.Equal(1, await UnreadOf(first.Conversation, sender));
        Assert.Equal(2, (await Head(first.Conversation))!.MemberCount);
    }

    [Fact]
    public async Task A_message_to_oneself_has_one_member()
    {
        var user = Names.Unique();
        var note = Requests.Direct(default, user, user, "1");
        await Commit(note);
        Assert.Equal(1, (await Head(note.Conversation))!.MemberCount);
        Assert.Equal(0, await UnreadOf(note.Conversation, user));
    }

    [Fact]
    public async Task A_stranger_is_refused_and_a_left_member_is_one()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        Assert.Equal(AppendOutcome.Refused(AppendStatus.NotMember), await Append(Requests.Message(group, "eve", "1")));
        await Commit(Requests.Removed(group, "bob", "leave", "bob"));
        Assert.Equal(AppendOutcome.Refused(AppendStatus.NotMember), await Append(Requests.Message(group, "bob", "1")));
        Assert.Equal(2, (await Head(group))!.Last.Seq);
    }

    [Fact]
    public async Task A_sender_who_need_not_be_a_member_may_append_and_becomes_none()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        await Commit(Requests.Message(group, "system", "1") with { SenderMustBeMember = false });
        Assert.Null(await Conversations.FindMemberAsync(group, new UserId("system"), Cancel));
        Assert.Equal(1, await UnreadOf(group, "ann"));
    }

    [Fact]
    public async Task A_creator_who_is_not_among_the_members_is_refused_and_nothing_is_created()
    {
        var group = Names.Group();
        var create = Requests.Create(group, "ann") with { Members = [Requests.Join("bob")] };
        Assert.Equal(AppendOutcome.Refused(AppendStatus.NotMember), await Append(create));
        Assert.Equal(AppendStatus.NotMember, (await Append(create with { Members = [Requests.Join("ann"), Requests.Leave("ann")] })).Status);
        Assert.Null(await Head(group));
        Assert.Null(await Conversations.FindMemberAsync(group, new UserId("bob"), Cancel));
    }

    [Fact]
    public async Task Nobody_joins_an_existing_conversation_by_sending_to_it()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var intrusion = Requests.Message(group, "eve", "1") with
        {
            Create = new ConversationSettings { Epoch = 1 },
            Members = [Requests.Join("eve")],
        };
        Assert.Equal(AppendStatus.NotMember, (await Append(intrusion)).Status);
        Assert.Equal(AppendStatus.NotMember, (await Append(intrusion with { Create = null })).Status);
        Assert.Null(await Conversations.FindMemberAsync(group, new UserId("eve"), Cancel));
    }

    [Fact]
    public async Task A_joiners_floor_is_the_place_before_the_entry()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        await Commit(Requests.Message(group, "ann", "1"));
        await Commit(Requests.Added(group, "ann", "add", "bob"));
        await Commit(Requests.Message(group, "ann", "2"));

        Assert.Equal(new Position(2, 1), (await MemberOf(group, "bob")).Floor);
        Assert.Equal(1, await UnreadOf(group, "bob"));
        Assert.Equal(new Position(0, 0), (await MemberOf(group, "ann")).Floor);
    }

    [Fact]
    public async Task Who_leaves_and_joins_again_begins_at_the_second_join_and_keeps_what_was_read_and_sent()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "bob", "own"));
        await Conversations.MarkReadAsync(group, new UserId("bob"), 1, Cancel);
        await Commit(Requests.Removed(group, "ann", "remove", "bob"));
        await Commit(Requests.Message(group, "ann", "while away"));
        var gone = await MemberOf(group, "bob");
        await Commit(Requests.Added(group, "ann", "add", "bob"));
        var back = await MemberOf(group, "bob");

        Assert.Equal((MemberRole.None, new Position(0, 0)), (gone.Role, gone.Floor));
        Assert.Equal((MemberRole.Member, new Position(4, 2)), (back.Role, back.Floor));
        Assert.Equal((new Position(1, 0), new Position(2, 1)), (back.Read, back.LastSent));
        Assert.Equal(0, await UnreadOf(group, "bob"));
        Assert.Equal(2, (await Head(group))!.MemberCount);
    }

    [Fact]
    public async Task A_present_member_who_gets_another_role_keeps_floor_and_cursors()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "bob", "1"));
        await Conversations.MarkReadAsync(group, new UserId("bob"), 2, Cancel);
        var before = await MemberOf(group, "bob");
        await Commit(Requests.Notice(group, "ann", "promote", EntryKind.MembersAdded, Requests.Join("bob", MemberRole.Admin)));

        Assert.Equal(before with { Role = MemberRole.Admin }, await MemberOf(group, "bob"));
        Assert.Equal(2, (await Head(group))!.MemberCount);
    }

    [Fact]
    public async Task A_create_that_finds_the_conversation_changes_no_present_member_but_brings_back_who_left()
    {
        var first = Requests.Direct(default, Names.Unique(), Names.Unique(), "1");
        var (sender, other) = (first.Sender.Value, first.Members[1].User.Value);
        await Commit(first);
        await Commit(Requests.Notice(first.Conversation, sender, "roles", EntryKind.MembersAdded, Requests.Join(sender, MemberRole.Owner)));
        await Commit(Requests.Removed(first.Conversation, other, "leave", other));
        await Commit(Requests.Direct(default, sender, other, "2"));

        Assert.Equal(MemberRole.Owner, (await MemberOf(first.Conversation, sender)).Role);
        var back = await MemberOf(first.Conversation, other);
        Assert.Equal((MemberRole.Member, new Position(3, 1)), (back.Role, back.Floor));
        Assert.Equal(1, await UnreadOf(first.Conversation, other));
    }

    [Fact]
    public async Task Removing_somebody_who_is_not_there_changes_nothing()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Removed(group, "ann", "1", "bob"));
        await Commit(Requests.Removed(group, "ann", "2", "bob", "never"));
        Assert.Null(await Conversations.FindMemberAsync(group, new UserId("never"), Cancel));
        Assert.Equal(1, (await Head(group))!.MemberCount);
    }

    [Fact]
    public async Task Changes_of_one_entry_are_applied_in_order()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Notice(group, "ann", "1", EntryKind.MembersAdded, Requests.Leave("bob"), Requests.Join("bob"), Requests.Join("cid"), Requests.Leave("cid")));
        Assert.Equal((MemberRole.Member, new Position(1, 0)), ((await MemberOf(group, "bob")).Role, (await MemberOf(group, "bob")).Floor));
        Assert.Equal(MemberRole.None, (await MemberOf(group, "cid")).Role);
        Assert.Equal(2, (await Head(group))!.MemberCount);
    }
}
