using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Roles
{
    [Fact]
    public async Task The_owner_makes_admins_and_admins_rule_over_members_alone()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid, Dan);
        Assert.Equal(default, await Set(node, Ann, group, MemberRole.Admin, Bob, Cid));

        Assert.Equal(ImError.Forbidden, await Set(node, Bob, group, MemberRole.Admin, Dan));
        Assert.Equal(ImError.Forbidden, await Set(node, Bob, group, MemberRole.Muted, Cid));
        Assert.Equal(ImError.Forbidden, await Set(node, Bob, group, MemberRole.Banned, Ann));
        Assert.Equal(ImError.Forbidden, await Set(node, Dan, group, MemberRole.Muted, Bob));
        Assert.Equal(ImError.Forbidden, (await node.Chat.RemoveMembersAsync(Bob, NewId(), group, [Cid]).Within()).Error);
        Assert.Equal(default, await Set(node, Bob, group, MemberRole.Muted, Dan));
        Assert.Equal(default, await Set(node, Bob, group, MemberRole.Member, Bob));
        Assert.Equal([(Ann, MemberRole.Owner), (Bob, MemberRole.Member), (Cid, MemberRole.Admin), (Dan, MemberRole.Muted)],
            (await node.Chat.MembersAsync(Dan, group).Within()).Value.Select(m => (m.User, m.Role)));
    }

    [Fact]
    public async Task A_change_of_roles_is_a_notice_for_all_and_the_feed_tells_those_it_concerns()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await node.SettleAsync();
        await Set(node, Ann, group, MemberRole.Admin, Bob);
        await node.SettleAsync();

        var notice = (await node.Chat.PullAll(Cid, group)).Entries[^1];
        Assert.Equal((EntryKind.RolesChanged, """{"role":"admin","users":["bob"]}""", false), (notice.Kind, notice.Words(), notice.Countable));
        Assert.Equal([1, 2], node.Router.SeqsFor(Bob));
        Assert.Single(node.Router.FeedPushesFor(Bob));
        Assert.Empty(node.Router.FeedPushesFor(Cid));
        Assert.Equal(MemberRole.Admin, (await node.Chat.StateOf(Bob, group)).Member.Role);
    }

    [Fact]
    public async Task A_muted_member_reads_and_does_not_speak_edit_or_react()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var own = await node.Chat.Say(Bob, group, "before");
        await Set(node, Ann, group, MemberRole.Muted, Bob);

        Assert.Equal(ImError.MayNotSpeak, await Send(node, Bob, group));
        Assert.Equal(ImError.MayNotSpeak, (await node.Chat.ReactAsync(Bob, NewId(), group, 2, "+").Within()).Error);
        Assert.Equal(ImError.MayNotSpeak, (await node.Chat.EditAsync(new MessageEdit
        {
            Actor = Bob, ClientMsgId = NewId(), Conversation = group, Seq = own.Position.Seq, Version = 0, Body = "x"u8.ToArray(),
        }).Within()).Error);
        Assert.Equal(["before"], (await node.Chat.PullAll(Bob, group)).Words());
        Assert.True((await node.Chat.RecallAsync(Bob, NewId(), group, own.Position.Seq).Within()).Ok);
        await Set(node, Ann, group, MemberRole.Member, Bob);
        Assert.Equal(default, await Send(node, Bob, group));
    }

    [Fact]
    public async Task A_banned_user_is_out_and_is_not_added_again_before_the_ban_is_lifted()
    {
        await using var node = new MessagingNode(configure: options => options.Groups.OpenToAll = true);
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await node.SettleAsync();
        await Set(node, Ann, group, MemberRole.Banned, Bob);
        await node.Chat.Say(Ann, group, "about bob");
        await node.SettleAsync();

        Assert.Equal(ImError.NotMember, await Send(node, Bob, group));
        Assert.Equal(ImError.NotMember, (await node.Chat.PullAsync(Bob, group, default).Within()).Error);
        Assert.Equal(ImError.Banned, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [Dan, Bob]).Within()).Error);
        Assert.Equal(ImError.Banned, (await node.Chat.JoinAsync(Bob, NewId(), group).Within()).Error);
        Assert.Equal(201, (await node.Chat.RemoveMembersAsync(Ann, NewId(), group, [Bob]).Within()).Error.Code);
        Assert.Equal([1], node.Router.SeqsFor(Bob));
        Assert.Single(node.Router.FeedPushesFor(Bob));
        Assert.Equal((MemberRole.Banned, 0, null), ((await node.Chat.StateOf(Bob, group)).Member.Role, (await node.Chat.StateOf(Bob, group)).Head.Seq, (await node.Chat.StateOf(Bob, group)).Last));
        Assert.Empty((await node.Chat.RecentAsync(Bob).Within()).Value.Items);

        await Set(node, Ann, group, MemberRole.None, Bob);
        Assert.True((await node.Chat.JoinAsync(Bob, NewId(), group).Within()).Ok);
        Assert.Empty((await node.Chat.PullAll(Bob, group)).Words());
    }

    [Fact]
    public async Task A_user_can_be_banned_who_never_was_a_member()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(default, await Set(node, Ann, group, MemberRole.Banned, Dan));
        Assert.Equal(ImError.Banned, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [Dan]).Within()).Error);
        Assert.Equal(2, (await node.Chat.MembersAsync(Ann, group).Within()).Value.Count);
    }

    [Fact]
    public async Task Roles_are_for_members_and_ownership_has_a_request_of_its_own()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(201, (await Set(node, Ann, group, MemberRole.Owner, Bob)).Code);
        Assert.Equal(201, (await Set(node, Ann, group, (MemberRole)9, Bob)).Code);
        Assert.Equal(201, (await Set(node, Ann, group, MemberRole.Admin, Dan)).Code);
        Assert.Equal(201, (await Set(node, Ann, group, MemberRole.None, Bob)).Code);
        Assert.Equal(201, (await Set(node, Ann, group, MemberRole.Admin)).Code);
        Assert.Equal(201, (await Set(node, Ann, ConversationId.Direct(Ann, Bob), MemberRole.Admin, Bob)).Code);
        Assert.Equal(ImError.NotMember, await Set(node, Dan, group, MemberRole.Admin, Bob));
    }

    [Fact]
    public async Task An_owner_hands_the_group_over_before_they_leave_it()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(ImError.OwnerStays, (await node.Chat.RemoveMembersAsync(Ann, NewId(), group, [Ann]).Within()).Error);
        Assert.Equal(ImError.Forbidden, (await node.Chat.TransferAsync(Bob, NewId(), group, Bob).Within()).Error);
        Assert.Equal(201, (await node.Chat.TransferAsync(Ann, NewId(), group, Dan).Within()).Error.Code);
        Assert.Equal(ImError.Unchanged, (await node.Chat.TransferAsync(Ann, NewId(), group, Ann).Within()).Error);

        var id = NewId();
        var first = (await node.Chat.TransferAsync(Ann, id, group, Bob).Within()).Value;
        Assert.Equal(first with { Duplicate = true }, (await node.Chat.TransferAsync(Ann, id, group, Bob).Within()).Value);
        Assert.Equal([MemberRole.Admin, MemberRole.Owner], (await node.Chat.MembersAsync(Bob, group).Within()).Value.Select(m => m.Role));
        await node.Chat.Remove(Ann, group, Ann);
        await node.Chat.Remove(Bob, group, Bob);
        Assert.Equal(ImError.NotMember, (await node.Chat.MembersAsync(Bob, group).Within()).Error);
    }

    private static async Task<ImError> Set(MessagingNode node, UserId actor, ConversationId group, MemberRole role, params UserId[] users) =>
        (await node.Chat.SetRoleAsync(actor, NewId(), group, users, role).Within()).Error;

    private static async Task<ImError> Send(MessagingNode node, UserId sender, ConversationId group) =>
        (await node.Chat.SendAsync(MessageDraft.Text(sender, NewId(), "x") with { Conversation = group }).Within()).Error;
}
