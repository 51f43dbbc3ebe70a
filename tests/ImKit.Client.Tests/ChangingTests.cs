using ImKit.Client.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

/// <summary>Edits, recalls and reactions: what is asked for, and what is told of them.</summary>
public sealed class ChangingTests
{
    private const string Group = "g.one";

    [Fact]
    public async Task An_edit_names_the_message_the_version_that_was_seen_and_the_new_body()
    {
        var (server, asked) = Server(Operations.Edit);
        await using var device = new TestDevice(server);
        device.Client.Start();
        var ack = await device.Client.EditAsync(Group, 2, 1, ClientBody.OfJson("{}"), "e1").WaitAsync(Until.Limit);
        Assert.Equal((Group, 3), (ack.ConversationId, ack.Seq));
        Assert.Equal(new Wire.EditRequest { ConversationId = Group, ClientMsgId = "e1", Seq = 2, Version = 1, Json = "{}" }, Wire.EditRequest.Parser.ParseFrom(asked[0].Body.Span));
        await Assert.ThrowsAsync<ArgumentException>(() => device.Client.EditAsync(Group, 2, 1, ClientBody.None));
    }

    [Fact]
    public async Task A_recall_names_the_message()
    {
        var (server, asked) = Server(Operations.Recall);
        await using var device = new TestDevice(server);
        device.Client.Start();
        await device.Client.RecallAsync(Group, 2, "r1").WaitAsync(Until.Limit);
        Assert.Equal(new Wire.RecallRequest { ConversationId = Group, ClientMsgId = "r1", Seq = 2 }, Wire.RecallRequest.Parser.ParseFrom(asked[0].Body.Span));
    }

    [Fact]
    public async Task A_reaction_names_the_message_what_is_said_of_it_and_whether_it_is_taken_back()
    {
        var (server, asked) = Server(Operations.React);
        await using var device = new TestDevice(server);
        device.Client.Start();
        await device.Client.ReactAsync(Group, 2, "+1", requestId: "r1").WaitAsync(Until.Limit);
        await device.Client.ReactAsync(Group, 2, "+1", remove: true, "r2").WaitAsync(Until.Limit);
        Assert.Equal(
            [new Wire.ReactRequest { ConversationId = Group, ClientMsgId = "r1", Seq = 2, Key = "+1" }, new Wire.ReactRequest { ConversationId = Group, ClientMsgId = "r2", Seq = 2, Key = "+1", Remove = true }],
            asked.Select(static frame => Wire.ReactRequest.Parser.ParseFrom(frame.Body.Span)));
    }

    [Fact]
    public async Task Reactions_are_counted_in_what_is_pulled_and_are_entries_of_their_own()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 1);
        server.Do(() =>
        {
            log.Entries[0].Reactions.Add(new Wire.Reaction { Key = "+1", Count = 2, Mine = true });
            log.Append("ben", "+1", kind: 7).TargetSeq = 1;
            log.Append("ben", "+1", kind: 8).TargetSeq = 1;
            return 0;
        });
        await using var device = new TestDevice(server);
        device.Client.Start();
        await device.ShowsAsync(Group, 3);
        var shown = device.Shown(Group);
        Assert.Equal([new ClientReaction("+1", 2, true)], shown[0].Reactions);
        Assert.Equal([(ClientEntryKind.ReactionAdded, 1, "+1"), (ClientEntryKind.ReactionRemoved, 1, "+1")], shown.Skip(1).Select(static entry => (entry.Kind, entry.TargetSeq, entry.Body.Text)));
    }

    [Fact]
    public async Task Who_saw_another_version_is_told_so()
    {
        var server = new FakeServer { Instead = static (connection, frame) => Refuse(connection, frame) };
        await using var device = new TestDevice(server);
        device.Client.Start();
        var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => device.Client.EditAsync(Group, 2, 0, ClientBody.OfText("x")).WaitAsync(Until.Limit));
        Assert.Equal(ClientErrorCode.VersionMismatch, refused.Error.Code);

        static bool Refuse(FakeConnection connection, Wires.Frame frame)
        {
            if (frame.Operation != Operations.Edit)
                return false;
            connection.Refuse(frame, (int)ClientErrorCode.VersionMismatch);
            return true;
        }
    }

    [Fact]
    public async Task A_recalled_message_is_told_as_recalled_and_without_a_body_and_a_change_names_its_target()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 2);
        server.Do(() =>
        {
            log.Entries[0].Recalled = true;
            log.Entries[0].ClearBody();
            log.Append("ben", "better", kind: 5).TargetSeq = 2;
            log.Append("ben", "", kind: 6).TargetSeq = 1;
            return 0;
        });
        await using var device = new TestDevice(server);
        device.Client.Start();
        await device.ShowsAsync(Group, 4);
        var shown = device.Shown(Group);
        Assert.Equal((true, ClientBodyFormat.None), (shown[0].Recalled, shown[0].Body.Format));
        Assert.False(shown[1].Recalled);
        Assert.Equal((ClientEntryKind.Edited, 2, "better"), (shown[2].Kind, shown[2].TargetSeq, shown[2].Body.Text));
        Assert.Equal((ClientEntryKind.Recalled, 1), (shown[3].Kind, shown[3].TargetSeq));
    }

    private static (FakeServer Server, List<Wires.Frame> Asked) Server(int operation)
    {
        var asked = new List<Wires.Frame>();
        return (new FakeServer { Instead = (connection, frame) => Take(connection, frame) }, asked);

        bool Take(FakeConnection connection, Wires.Frame frame)
        {
            if (frame.Operation != operation)
                return false;
            asked.Add(frame);
            connection.Send(operation + 1, frame.Sequence, new Wire.SendReply { ConversationId = Group, Seq = 3 });
            return true;
        }
    }
}
