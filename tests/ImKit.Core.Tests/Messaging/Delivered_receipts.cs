using ImKit.Nodes;
using ImKit.Sessions;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Delivered_receipts
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task What_devices_got_in_a_moment_is_one_receipt_for_the_others()
    {
        await using var node = new MessagingNode(time: _time);
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await node.Chat.Say(Ann, group, "one");
        await node.Chat.Say(Ann, group, "two");
        Deliver(node, Bob, group, 2);
        Deliver(node, Bob, group, 3);
        Deliver(node, Bob, group, 2);
        Assert.Empty(DeliveredTo(node, Ann));
        _time.Advance(TimeSpan.FromSeconds(1));
        await node.Router.Until(() => DeliveredTo(node, Ann).Count > 0);

        Assert.Equal([("bob", 3L)], DeliveredTo(node, Ann));
        Assert.Equal([("bob", 3L)], DeliveredTo(node, Cid));
        Assert.Empty(DeliveredTo(node, Bob));
        // It says nothing of reading.
        Assert.Equal([("bob", 0L)], node.Router.ReceiptsFor(Ann));
    }

    [Fact]
    public async Task Who_is_no_member_and_what_is_beyond_the_log_is_not_believed()
    {
        await using var node = new MessagingNode(time: _time);
        var group = await node.Chat.Group(Ann, Bob);
        foreach (var proved in (bool[])[true, false])
        {
            Deliver(node, Bob, group, 1_000_000, proved);
            Deliver(node, Dan, group, 1, proved);
            Deliver(node, Dan, new ConversationId("g.nowhere"), 1, proved);
            Deliver(node, Ann, group, -3, proved);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await node.Router.Until(() => DeliveredTo(node, Ann).Count > 0);

        Assert.Equal([("bob", 1L)], DeliveredTo(node, Ann));
    }

    [Fact]
    public async Task In_larger_groups_and_where_they_are_turned_off_none_are_given()
    {
        await using var node = new MessagingNode(time: _time, configure: options => options.Receipts.MaxMembers = 2);
        var group = await node.Chat.Group(Ann, Bob, Cid);
        var direct = await node.Chat.Tell(Ann, Bob, "x");
        Deliver(node, Bob, group, 1);
        Deliver(node, Bob, direct.Conversation, 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await node.Router.Until(() => DeliveredTo(node, Ann).Count > 0);
        Assert.Equal([direct.Conversation.Value], node.Router.ReceiptPushesFor(Ann).Select(static push => push.ConversationId));

        await using var silent = new MessagingNode(time: _time, configure: options => options.Receipts.Delivered = false);
        var quiet = await silent.Chat.Tell(Ann, Bob, "x");
        Deliver(silent, Bob, quiet.Conversation, 1);
        await silent.Chat.MarkReadAsync(Bob, quiet.Conversation, 1).Within();
        _time.Advance(TimeSpan.FromSeconds(1));
        await silent.Router.Until(() => silent.Router.ReceiptsFor(Ann).Count > 0);
        Assert.Equal([("bob", 1L)], silent.Router.ReceiptsFor(Ann));
        Assert.Empty(DeliveredTo(silent, Ann));
    }

    private static void Deliver(MessagingNode node, UserId user, ConversationId conversation, long seq, bool proved = true) => node.Get<IDeliveryObserver>().OnDelivered(
        new SessionRecord { Tenant = default, User = user, Key = new ConnectionKey("key"), Node = new NodeId("node"), BootId = 1, SessionId = 1 }, conversation, seq, proved);

    private static IReadOnlyList<(string User, long Seq)> DeliveredTo(MessagingNode node, UserId user) =>
        [.. node.Router.ReceiptPushesFor(user).SelectMany(static push => push.Receipts).Where(static receipt => receipt.Delivered > 0).Select(static receipt => (receipt.UserId, receipt.Delivered))];
}
