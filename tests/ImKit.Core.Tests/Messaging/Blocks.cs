using ImKit.Storage;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Blocks
{
    [Fact]
    public async Task Who_is_blocked_writes_nothing_and_is_heard_again_when_the_block_is_gone()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "before");
        await Block(node, Bob, Ann, true);

        Assert.Equal(ImError.Blocked, await Tell(node, Ann, Bob));
        Assert.Equal(ImError.Blocked, (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "x") with { Conversation = sent.Conversation }).Within()).Error);
        Assert.Equal(default, await Tell(node, Bob, Ann));
        await Block(node, Bob, Ann, false);
        Assert.Equal(default, await Tell(node, Ann, Bob));
        Assert.Equal(["before", "x", "x"], (await node.Chat.PullAll(Bob, sent.Conversation)).Words());
    }

    [Fact]
    public async Task Who_is_blocked_neither_edits_nor_reacts_but_may_recall()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "before");
        await Block(node, Bob, Ann, true);
        var edit = new MessageEdit { Actor = Ann, ClientMsgId = NewId(), Conversation = sent.Conversation, Seq = 1, Version = 0, Body = "x"u8.ToArray() };
        Assert.Equal(ImError.Blocked, (await node.Chat.EditAsync(edit).Within()).Error);
        Assert.Equal(ImError.Blocked, (await node.Chat.ReactAsync(Ann, NewId(), sent.Conversation, 1, "+").Within()).Error);
        Assert.True((await node.Chat.RecallAsync(Ann, NewId(), sent.Conversation, 1).Within()).Ok);
    }

    [Fact]
    public async Task Who_is_blocked_adds_nobody_who_blocked_them_to_a_group()
    {
        await using var node = new MessagingNode();
        await Block(node, Bob, Ann, true);
        Assert.Equal(ImError.Blocked, (await node.Chat.CreateGroupAsync(Ann, NewId(), "x", [Bob, Cid]).Within()).Error);
        var group = await node.Chat.Group(Ann, Cid);
        Assert.Equal(ImError.Blocked, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [Dan, Bob]).Within()).Error);
        Assert.Equal(2, (await node.Chat.MembersAsync(Ann, group).Within()).Value.Count);
    }

    [Fact]
    public async Task What_was_sent_before_a_block_stays_acknowledged()
    {
        await using var node = new MessagingNode();
        var draft = MessageDraft.Text(Ann, NewId(), "x") with { ToUser = Bob };
        var first = (await node.Chat.SendAsync(draft).Within()).Value;
        await Block(node, Bob, Ann, true);

        Assert.Equal(first with { Duplicate = true }, (await node.Chat.SendAsync(draft).Within()).Value);
        Assert.Equal(ImError.Conflict, (await node.Chat.SendAsync(draft with { Body = "y"u8.ToArray() }).Within()).Error);
    }

    [Fact]
    public async Task A_block_set_on_another_node_holds_when_the_cache_is_too_old()
    {
        var time = new FakeTimeProvider();
        var stores = new MemoryStores();
        await using var one = new MessagingNode(stores, time: time);
        await using var other = new MessagingNode(stores, time: time);
        await one.Chat.Tell(Ann, Bob, "before");
        await Block(other, Bob, Ann, true);
        Assert.Equal(ImError.Blocked, await Tell(other, Ann, Bob));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(ImError.Blocked, await Tell(one, Ann, Bob));
    }

    [Fact]
    public async Task A_contact_reaches_its_owners_devices_and_nobody_else()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "hi");
        await node.SettleAsync();
        var known = (await node.Chat.SyncAsync(Bob, 0)).Value.Version;
        var contact = new Contact { User = Ann, Listed = true, Alias = "Annie" };
        Assert.Equal(contact, (await node.Contacts.SetAsync(Bob, contact).Within()).Value);

        var page = (await node.Chat.SyncAsync(Bob, known).Within()).Value;
        Assert.True(page.ContactsChanged);
        Assert.Empty(page.Items);
        Assert.Equal([page.Version], node.Router.FeedPushesFor(Bob));
        Assert.Empty(node.Router.FeedPushesFor(Ann));
        Assert.Equal([contact], (await node.Contacts.ListAsync(Bob).Within()).Value);
        Assert.Equal([null, contact], (await node.Contacts.FindAsync(Bob, [Cid, Ann]).Within()).Value);
        Assert.Empty((await node.Contacts.ListAsync(Ann).Within()).Value);
    }

    [Fact]
    public async Task Rows_that_break_a_rule_are_refused()
    {
        await using var node = new MessagingNode();
        Assert.Equal(201, (await node.Contacts.SetAsync(Ann, new Contact { User = Ann }).Within()).Error.Code);
        Assert.Equal(201, (await node.Contacts.SetAsync(default, new Contact { User = Ann }).Within()).Error.Code);
        Assert.Equal(201, (await node.Contacts.SetAsync(Ann, new Contact { User = default }).Within()).Error.Code);
        Assert.Equal(202, (await node.Contacts.SetAsync(Ann, new Contact { User = Bob, Alias = new string('x', 257) }).Within()).Error.Code);
        Assert.Equal(202, (await node.Contacts.FindAsync(Ann, []).Within()).Error.Code);
    }

    private static async Task Block(MessagingNode node, UserId owner, UserId other, bool on) =>
        _ = (await node.Contacts.SetAsync(owner, new Contact { User = other, Blocked = on }).Within()).Value;

    private static async Task<ImError> Tell(MessagingNode node, UserId from, UserId to) =>
        (await node.Chat.SendAsync(MessageDraft.Text(from, NewId(), "x") with { ToUser = to }).Within()).Error;
}
