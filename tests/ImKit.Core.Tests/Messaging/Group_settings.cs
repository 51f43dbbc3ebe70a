using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Group_settings
{
    [Fact]
    public async Task A_new_title_and_info_reach_everybody()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await Change(node, Ann, group, new SettingsChange { Title = "Enemies", Info = "http://a/b.png" });
        await node.SettleAsync();

        var state = await node.Chat.StateOf(Bob, group);
        Assert.Equal(("Enemies", "http://a/b.png", 0), (state.Title, state.Info, state.Unread));
        var notice = (await node.Chat.PullAll(Bob, group)).Entries[^1];
        Assert.Equal((EntryKind.SettingsChanged, """{"title":"Enemies","info":"http://a/b.png"}"""), (notice.Kind, notice.Words()));
        Assert.Equal([1, 2], node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task Where_only_admins_speak_members_read()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(default, await Change(node, Ann, group, new SettingsChange { Speak = SpeakRule.Admins }));
        Assert.Equal(ImError.MayNotSpeak, (await node.Chat.SendAsync(MessageDraft.Text(Bob, NewId(), "x") with { Conversation = group }).Within()).Error);
        await node.Chat.Say(Ann, group, "news");
        await node.SettleAsync();
        Assert.Equal((SpeakRule.Admins, 1), ((await node.Chat.StateOf(Bob, group)).Speak, (await node.Chat.StateOf(Bob, group)).Unread));
    }

    [Fact]
    public async Task Members_change_no_settings_and_bad_ones_are_refused()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(ImError.Forbidden, await Change(node, Bob, group, new SettingsChange { Title = "x" }));
        Assert.Equal(ImError.NotFound, await Change(node, Ann, new("g.none"), new SettingsChange { Title = "x" }));
        foreach (var bad in new SettingsChange[] { new(), new() { Title = "" }, new() { Speak = (SpeakRule)7 }, new() { Title = "x", Dissolve = true } })
            Assert.Equal(201, (await Change(node, Ann, group, bad)).Code);
        Assert.Equal(202, (await Change(node, Ann, group, new SettingsChange { Info = new string('x', 4097) })).Code);
    }

    [Fact]
    public async Task A_dissolved_group_can_be_read_and_takes_nothing()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "last words");
        Assert.Equal(ImError.Forbidden, (await node.Chat.DissolveAsync(Bob, NewId(), group).Within()).Error);
        var id = NewId();
        var first = (await node.Chat.DissolveAsync(Ann, id, group).Within()).Value;
        await node.SettleAsync();

        Assert.Equal(first with { Duplicate = true }, (await node.Chat.DissolveAsync(Ann, id, group).Within()).Value);
        Assert.Equal(ImError.Dissolved, (await node.Chat.DissolveAsync(Ann, NewId(), group).Within()).Error);
        Assert.Equal(ImError.Dissolved, (await node.Chat.SendAsync(MessageDraft.Text(Bob, NewId(), "x") with { Conversation = group }).Within()).Error);
        Assert.Equal(ImError.Dissolved, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [Cid]).Within()).Error);
        Assert.Equal(ImError.Dissolved, (await node.Chat.RecallAsync(Ann, NewId(), group, 2).Within()).Error);
        Assert.Equal(["last words"], (await node.Chat.PullAll(Bob, group)).Words());
        Assert.Equal((true, 1), ((await node.Chat.StateOf(Bob, group)).Dissolved, (await node.Chat.MarkReadAsync(Ann, group, 1).Within()).Value.Head.Ordinal));
    }

    [Fact]
    public async Task A_send_that_races_with_the_end_of_a_group_is_before_it_or_refused()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var sends = Enumerable.Range(0, 60).Select(i => i == 30
            ? node.Chat.DissolveAsync(Ann, NewId(), group).AsTask()
            : Task.Run(() => node.Chat.SendAsync(MessageDraft.Text(Bob, NewId(), $"{i}") with { Conversation = group }).AsTask())).ToArray();
        var acks = await Task.WhenAll(sends).Within();
        var end = acks[30].Value.Position.Seq;

        var others = acks.Where((_, i) => i != 30).ToArray();
        Assert.All(others.Where(ack => ack.Ok), ack => Assert.True(ack.Value.Position.Seq < end));
        Assert.All(others.Where(ack => !ack.Ok), ack => Assert.Equal(ImError.Dissolved, ack.Error));
        Assert.Equal(end, (await node.Chat.PullAll(Ann, group)).Head.Seq);
        await node.SettleAsync();
        Assert.Equal(Enumerable.Range(1, (int)end).Select(seq => (long)seq), node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task A_group_is_closed_unless_the_host_opens_it()
    {
        await using var closed = new MessagingNode();
        var group = await closed.Chat.Group(Ann, Bob);
        Assert.Equal(ImError.Forbidden, (await closed.Chat.JoinAsync(Cid, NewId(), group).Within()).Error);
        Assert.Equal(ImError.NotFound, (await closed.Chat.JoinAsync(Cid, NewId(), new("g.none")).Within()).Error);

        await using var open = new MessagingNode(configure: options => options.Groups.OpenToAll = true);
        group = await open.Chat.Group(Ann, Bob);
        var joined = (await open.Chat.JoinAsync(Cid, NewId(), group).Within()).Value;
        Assert.Equal(ImError.Unchanged, (await open.Chat.JoinAsync(Cid, NewId(), group).Within()).Error);
        Assert.Equal(ImError.Unchanged, (await open.Chat.JoinAsync(Ann, NewId(), group).Within()).Error);
        var notice = (await open.Chat.PullAll(Ann, group)).Entries[^1];
        Assert.Equal((joined.Position.Seq, Cid, """{"users":["cid"]}"""), (notice.Seq, notice.Sender, notice.Words()));
    }

    [Fact]
    public async Task The_host_may_let_members_add_members_and_replace_the_rules()
    {
        await using var node = new MessagingNode(configure: options => options.Groups.MembersAdd = true);
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Add(Bob, group, Cid);

        await using var strict = new MessagingNode(services: services => services.AddSingleton<IGroupPolicy>(new Nothing()));
        group = await strict.Chat.Group(Ann, Bob);
        Assert.Equal(new ImError(900, "no"), (await strict.Chat.AddMembersAsync(Ann, NewId(), group, [Cid]).Within()).Error);
        Assert.Equal(new ImError(900, "no"), (await strict.Chat.RemoveMembersAsync(Bob, NewId(), group, [Bob]).Within()).Error);
    }

    private static async Task<ImError> Change(MessagingNode node, UserId actor, ConversationId group, SettingsChange change) =>
        (await node.Chat.ChangeSettingsAsync(actor, NewId(), group, change).Within()).Error;

    private sealed class Nothing : IGroupPolicy
    {
        public ValueTask<ImError> CheckAsync(GroupAction action, CancellationToken cancel) => new(new ImError(900, "no"));
    }
}
