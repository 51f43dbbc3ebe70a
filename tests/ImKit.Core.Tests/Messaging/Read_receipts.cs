using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Read_receipts
{
    [Fact]
    public async Task Reading_fast_is_one_receipt_for_the_others()
    {
        var time = new FakeTimeProvider();
        await using var node = new MessagingNode(time: time);
        var group = await node.Chat.Group(Ann, Bob, Cid);
        for (var i = 0; i < 5; i++)
            await node.Chat.Say(Ann, group, $"{i}");
        for (var seq = 2; seq <= 5; seq++)
            await node.Chat.MarkReadAsync(Bob, group, seq).Within();
        Assert.Empty(node.Router.ReceiptsFor(Ann));
        time.Advance(TimeSpan.FromSeconds(1));
        await node.Router.Until(() => node.Router.ReceiptsFor(Ann).Count > 0);

        Assert.Equal([("bob", 5)], node.Router.ReceiptsFor(Ann));
        Assert.Equal([("bob", 5)], node.Router.ReceiptsFor(Cid));
        Assert.Empty(node.Router.ReceiptsFor(Bob));
        Assert.Equal(5, (await node.Chat.MembersAsync(Ann, group).Within()).Value.Single(member => member.User == Bob).Read.Seq);
    }

    [Fact]
    public async Task Where_none_are_given_nobody_learns_what_others_read()
    {
        var time = new FakeTimeProvider();
        await using var node = new MessagingNode(time: time, configure: options => options.Receipts.MaxMembers = 2);
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await node.Chat.Say(Ann, group, "x");
        await node.Chat.MarkReadAsync(Bob, group, 2).Within();
        var direct = await node.Chat.Tell(Ann, Bob, "x");
        await node.Chat.MarkReadAsync(Bob, direct.Conversation, 1).Within();
        time.Advance(TimeSpan.FromSeconds(1));
        await node.Router.Until(() => node.Router.ReceiptsFor(Ann).Count > 0);

        Assert.Equal([("bob", 1)], node.Router.ReceiptsFor(Ann));
        Assert.Equal(0, (await node.Chat.MembersAsync(Ann, group).Within()).Value.Single(member => member.User == Bob).Read.Seq);
        Assert.Equal(2, (await node.Chat.MembersAsync(Bob, group).Within()).Value.Single(member => member.User == Bob).Read.Seq);
    }

    [Fact]
    public async Task A_list_of_members_tells_nothing_of_what_is_their_own()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.UpdateAsync(Bob, group, new Storage.MemberUpdate { Draft = "secret", Muted = true, Pinned = true, ClearTo = 1 }).Within();
        var seen = (await node.Chat.MembersAsync(Ann, group).Within()).Value.Single(member => member.User == Bob);
        Assert.Equal(("", false, false, 0), (seen.Draft, seen.Muted, seen.Pinned, seen.ClearedTo.Seq));
        Assert.Equal("secret", (await node.Chat.MembersAsync(Bob, group).Within()).Value.Single(member => member.User == Bob).Draft);
    }
}
