using ImKit.Storage;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Signalling
{
    [Fact]
    public async Task A_signal_reaches_the_other_members_and_is_stored_nowhere()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await node.Chat.Remove(Cid, group, Cid);
        Assert.True((await node.Chat.SignalAsync(Ann, group, 1, "..."u8.ToArray()).Within()).Ok);

        var signal = Assert.Single(node.Router.SignalsFor(Bob));
        Assert.Equal((group.Value, "ann", 1, "..."), (signal.ConversationId, signal.From, signal.Kind, signal.Data.ToStringUtf8()));
        Assert.Empty(node.Router.SignalsFor(Ann));
        Assert.Empty(node.Router.SignalsFor(Cid));
        Assert.Equal(2, (await node.Chat.PullAll(Bob, group)).Head.Seq);
    }

    [Fact]
    public async Task Who_may_not_speak_does_not_signal()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var direct = await node.Chat.Tell(Ann, Bob, "x");
        await node.Chat.SetRoleAsync(Ann, NewId(), group, [Bob], MemberRole.Muted).Within();
        await node.Contacts.SetAsync(Bob, new Contact { User = Ann, Blocked = true }).Within();

        Assert.Equal(ImError.MayNotSpeak, await Signal(node, Bob, group));
        Assert.Equal(ImError.NotMember, await Signal(node, Cid, group));
        Assert.Equal(ImError.NotFound, await Signal(node, Cid, new("g.none")));
        Assert.Equal(ImError.Blocked, await Signal(node, Ann, direct.Conversation));
        await node.Chat.DissolveAsync(Ann, NewId(), group).Within();
        Assert.Equal(ImError.Dissolved, await Signal(node, Ann, group));
    }

    [Fact]
    public async Task Signals_are_bounded_in_size_number_and_reach()
    {
        var time = new FakeTimeProvider();
        await using var node = new MessagingNode(time: time, configure: options =>
        {
            options.Signals.PerSecond = 2;
            options.Signals.MaxMembers = 2;
        });
        var group = await node.Chat.Group(Ann, Bob, Cid);
        var direct = (await node.Chat.Tell(Ann, Bob, "x")).Conversation;
        Assert.Equal(201, (await Signal(node, Ann, direct, kind: 0)).Code);
        Assert.Equal(201, (await Signal(node, Ann, direct, kind: 99)).Code);
        Assert.Equal(202, (await Signal(node, Ann, direct, bytes: 1025)).Code);
        Assert.Equal(202, (await Signal(node, Bob, group)).Code);
        Assert.Equal(default, await Signal(node, Ann, direct, kind: 100, bytes: 1024));
        Assert.Equal(default, await Signal(node, Ann, direct));
        Assert.Equal(ImError.TooFast, await Signal(node, Ann, direct));
        Assert.Equal(default, await Signal(node, Bob, direct));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(default, await Signal(node, Ann, direct));
        Assert.Equal(3, node.Router.SignalsFor(Bob).Count);
    }

    private static async Task<ImError> Signal(MessagingNode node, UserId from, ConversationId where, int kind = 1, int bytes = 0) =>
        (await node.Chat.SignalAsync(from, where, kind, new byte[bytes]).Within()).Error;
}
