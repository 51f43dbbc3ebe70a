using ImKit.Storage;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Editing
{
    [Fact]
    public async Task An_edit_reaches_everybody_in_order_and_later_readers_get_the_new_body()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "helo");
        var edit = (await node.Chat.EditAsync(Edit(sent, "hello")).Within()).Value;
        await node.SettleAsync();

        Assert.Equal(new Position(2, 1), edit.Position);
        var pushed = node.Router.EntriesFor(Bob).SelectMany(push => push.Entries).Last();
        Assert.Equal((Wire.EntryKind.Edited, 1, 1, "hello"), (pushed.Kind, pushed.TargetSeq, pushed.Version, pushed.Text));
        var entries = (await node.Chat.PullAll(Bob, sent.Conversation)).Entries;
        Assert.Equal([("hello", 1), ("hello", 1)], entries.Select(entry => (entry.Words(), entry.Version)));
    }

    [Fact]
    public async Task Of_two_edits_of_one_version_one_is_refused()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "a");
        var edits = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => node.Chat.EditAsync(Edit(sent, $"b{i}")).AsTask())).Within();

        Assert.Single(edits, edit => edit.Ok);
        Assert.All(edits.Where(edit => !edit.Ok), edit => Assert.Equal(ImError.VersionMismatch, edit.Error));
        Assert.Equal(1, (await node.Chat.PullAll(Bob, sent.Conversation)).Entries[0].Version);
        Assert.True((await node.Chat.EditAsync(Edit(sent, "c") with { Version = 1 }).Within()).Ok);
    }

    [Fact]
    public async Task The_same_edit_again_returns_the_first_ack_also_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        await using var node = new MessagingNode(time: time);
        var sent = await node.Chat.Tell(Ann, Bob, "a");
        var edit = Edit(sent, "b");
        var first = (await node.Chat.EditAsync(edit).Within()).Value;
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(first with { Duplicate = true }, (await node.Chat.EditAsync(edit).Within()).Value);
        Assert.Equal(ImError.Conflict, (await node.Chat.EditAsync(edit with { Body = "c"u8.ToArray() }).Within()).Error);
        Assert.Equal(ImError.Forbidden, (await node.Chat.EditAsync(Edit(sent, "d") with { Version = 1 }).Within()).Error);
    }

    [Fact]
    public async Task Nobody_edits_what_another_has_said()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var sent = await node.Chat.Say(Bob, group, "mine");

        Assert.Equal(ImError.Forbidden, (await node.Chat.EditAsync(Edit(sent, "yours") with { Actor = Ann }).Within()).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.EditAsync(Edit(sent, "yours") with { Actor = Cid }).Within()).Error);
    }

    [Fact]
    public async Task What_is_no_message_cannot_be_edited()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var sent = await node.Chat.Say(Ann, group, "a");
        await node.Chat.EditAsync(Edit(sent, "b")).Within();

        foreach (var seq in new long[] { 1, 3, 4, long.MaxValue })
            Assert.Equal(ImError.EntryNotFound, (await node.Chat.EditAsync(Edit(sent, "c") with { Seq = seq }).Within()).Error);
        Assert.Equal(201, (await node.Chat.EditAsync(Edit(sent, "c") with { Seq = 0 }).Within()).Error.Code);
        Assert.Equal(201, (await node.Chat.EditAsync(Edit(sent, "c") with { Body = default }).Within()).Error.Code);
        Assert.Equal(ImError.NotFound, (await node.Chat.EditAsync(Edit(sent, "c") with { Conversation = new("g.none") }).Within()).Error);
    }

    [Fact]
    public async Task An_edit_of_what_was_said_before_somebody_joined_shows_them_nothing()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var sent = await node.Chat.Say(Ann, group, "secret");
        await node.Chat.Add(Ann, group, Cid);
        await node.SettleAsync();
        await node.Chat.EditAsync(Edit(sent, "secret, too")).Within();
        await node.Chat.Say(Ann, group, "open");
        await node.SettleAsync();

        var entries = (await node.Chat.PullAll(Cid, group)).Entries;
        Assert.Equal([(EntryKind.MembersAdded, 3), (EntryKind.Unspecified, 4), (EntryKind.Message, 5)], entries.Select(e => (e.Kind, (int)e.Seq)));
        Assert.Equal((BodyFormat.None, 0), (entries[1].Format, entries[1].TargetSeq));
        Assert.DoesNotContain(4, node.Router.SeqsFor(Cid));
        Assert.Contains(4, node.Router.SeqsFor(Bob));
        Assert.NotEmpty(node.Router.FeedPushesFor(Cid));
        Assert.Contains(5, node.Router.SeqsFor(Cid));
    }

    private static MessageEdit Edit(SendAck sent, string text) => new()
    {
        Actor = Ann, ClientMsgId = NewId(), Conversation = sent.Conversation, Seq = sent.Position.Seq, Version = 0,
        Body = System.Text.Encoding.UTF8.GetBytes(text),
    };
}
