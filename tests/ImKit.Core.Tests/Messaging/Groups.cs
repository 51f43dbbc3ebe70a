using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Groups
{
    [Fact]
    public async Task A_new_group_has_its_owner_its_members_and_a_notice_that_counts_for_nobody()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid, Bob, Ann);
        await node.SettleAsync();

        var members = (await node.Chat.MembersAsync(Bob, group)).Value;
        Assert.Equal([(Ann, MemberRole.Owner), (Bob, MemberRole.Member), (Cid, MemberRole.Member)], members.Select(m => (m.User, m.Role)));
        var created = Assert.Single((await node.Chat.PullAll(Cid, group)).Entries);
        Assert.Equal((EntryKind.Created, """{"title":"Friends","users":["ann","bob","cid"]}"""), (created.Kind, created.Words()));
        var state = await node.Chat.StateOf(Bob, group);
        Assert.Equal((0, "Friends", 3), (state.Unread, state.Title, state.MemberCount));
        Assert.Equal([1], node.Router.SeqsFor(Cid));
    }

    [Fact]
    public async Task Creating_it_again_with_the_same_id_returns_the_same_group()
    {
        await using var node = new MessagingNode();
        var id = NewId();
        var first = (await node.Chat.CreateGroupAsync(Ann, id, "A", [Bob, Cid])).Value;
        var again = (await node.Chat.CreateGroupAsync(Ann, id, "A", [Cid, Bob])).Value;
        var other = await node.Chat.CreateGroupAsync(Ann, id, "B", [Bob, Cid]);

        Assert.Equal(first with { Duplicate = true }, again);
        Assert.Equal(ImError.Conflict, other.Error);
    }

    [Fact]
    public async Task Only_owner_and_admins_add_members()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);

        Assert.Equal(ImError.Forbidden, (await node.Chat.AddMembersAsync(Bob, NewId(), group, [Cid])).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.AddMembersAsync(Cid, NewId(), group, [Cid])).Error);
        Assert.Equal(ImError.NotFound, (await node.Chat.AddMembersAsync(Ann, NewId(), new("g.none"), [Cid])).Error);
        await node.Chat.Add(Ann, group, Cid);
        Assert.Equal(3, (await node.Chat.MembersAsync(Cid, group)).Value.Count);
    }

    [Fact]
    public async Task Adding_a_present_member_leaves_role_and_floor_as_they_are()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "hi");
        await node.Chat.Add(Ann, group, Bob, Ann, Cid);

        var members = (await node.Chat.MembersAsync(Ann, group)).Value;
        Assert.Equal([(Ann, MemberRole.Owner, 0), (Bob, MemberRole.Member, 0), (Cid, MemberRole.Member, 2)],
            members.Select(m => (m.User, m.Role, m.Floor.Seq)));
    }

    [Fact]
    public async Task Members_remove_themselves_and_nobody_else()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);

        Assert.Equal(ImError.Forbidden, (await node.Chat.RemoveMembersAsync(Bob, NewId(), group, [Cid])).Error);
        Assert.Equal(ImError.Forbidden, (await node.Chat.RemoveMembersAsync(Bob, NewId(), group, [Bob, Ann])).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.RemoveMembersAsync(Dan, NewId(), group, [Cid])).Error);
        await node.Chat.Remove(Bob, group, Bob);
        Assert.Equal([Ann, Cid], (await node.Chat.MembersAsync(Ann, group)).Value.Select(m => m.User));
    }

    [Fact]
    public async Task Leaving_again_with_the_same_id_returns_the_first_ack()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var id = NewId();
        var first = (await node.Chat.RemoveMembersAsync(Bob, id, group, [Bob])).Value;

        Assert.Equal(first with { Duplicate = true }, (await node.Chat.RemoveMembersAsync(Bob, id, group, [Bob])).Value);
        Assert.Equal(ImError.NotMember, (await node.Chat.RemoveMembersAsync(Bob, NewId(), group, [Bob])).Error);
    }

    [Fact]
    public async Task Removing_again_with_the_same_id_returns_the_first_ack()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var id = NewId();
        var first = (await node.Chat.RemoveMembersAsync(Ann, id, group, [Bob])).Value;
        Assert.Equal(first with { Duplicate = true }, (await node.Chat.RemoveMembersAsync(Ann, id, group, [Bob])).Value);
    }

    [Fact]
    public async Task Removing_somebody_who_never_was_there_tells_nobody_anything()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(201, (await node.Chat.RemoveMembersAsync(Ann, NewId(), group, [Dan])).Error.Code);
        await node.Chat.Remove(Ann, group, Bob, Dan);
        await node.SettleAsync();

        Assert.Empty(node.Router.FeedPushesFor(Dan));
        Assert.Empty((await node.Chat.SyncAsync(Dan, 0)).Value.Items);
        Assert.Equal("""{"users":["bob"]}""", (await node.Chat.PullAll(Ann, group)).Entries[^1].Words());
    }

    [Fact]
    public async Task Requests_that_break_a_rule_are_refused()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        UserId[] many = [.. Enumerable.Range(0, 500).Select(i => new UserId($"u{i}"))];

        Assert.Equal(201, (await node.Chat.CreateGroupAsync(Ann, NewId(), "", [])).Error.Code);
        Assert.Equal(201, (await node.Chat.CreateGroupAsync(Ann, NewId(), "a\nb", [])).Error.Code);
        Assert.Equal(201, (await node.Chat.CreateGroupAsync(Ann, NewId(), new string('x', 257), [])).Error.Code);
        Assert.Equal(201, (await node.Chat.CreateGroupAsync(Ann, default, "x", [])).Error.Code);
        Assert.Equal(202, (await node.Chat.CreateGroupAsync(Ann, NewId(), "x", many)).Error.Code);
        Assert.Equal(201, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [])).Error.Code);
        Assert.Equal(202, (await node.Chat.AddMembersAsync(Ann, NewId(), group, many[..101])).Error.Code);
        Assert.Equal(201, (await node.Chat.AddMembersAsync(Ann, NewId(), ConversationId.Direct(Ann, Bob), [Cid])).Error.Code);
        Assert.Equal(201, (await node.Chat.RemoveMembersAsync(Ann, NewId(), ConversationId.Direct(Ann, Bob), [Bob])).Error.Code);
    }
}
