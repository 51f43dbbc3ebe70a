using Google.Protobuf;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Wire;
using static ImKit.Core.Tests.Support.Chat;
using static ImKit.Core.Tests.Support.WireClient;

namespace ImKit.Core.Tests.Messaging;

public sealed class Operations_of_clients
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_sends_pulls_reads_and_syncs(int version)
    {
        await using var node = new MessagingNode();
        var sent = await Ask<SendReply>(node, Ann, version, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "1", Text = "hello" });
        await node.SettleAsync();
        var synced = await Ask<SyncReply>(node, Bob, version, Operations.Sync, new SyncRequest());
        var pulled = await Ask<Wire.LogSlice>(node, Bob, version, Operations.Pull, new PullRequest { ConversationId = sent.ConversationId });
        var read = await Ask<Wire.ConversationState>(
            node, Bob, version, Operations.MarkRead, new MarkReadRequest { ConversationId = sent.ConversationId, Seq = 1 });
        var recent = await Ask<RecentReply>(node, Bob, version, Operations.Recent, new RecentRequest());
        var history = await Ask<Wire.LogSlice>(node, Bob, version, Operations.History, new HistoryRequest { ConversationId = sent.ConversationId });

        Assert.Equal((1, 1, false), (sent.Seq, sent.Ordinal, sent.Duplicate));
        Assert.Equal((1, "ann", "hello"), (synced.Items[0].Unread, synced.Items[0].Peer, synced.Items[0].Last.Text));
        Assert.Equal(sent.Id, Assert.Single(pulled.Entries).Id);
        Assert.Equal((0, 1, Wire.MemberRole.Member), (read.Unread, read.Seen, read.Role));
        Assert.Equal(sent.ConversationId, Assert.Single(recent.Items).ConversationId);
        Assert.Equal(pulled.Entries, history.Entries);
        Assert.Equal(read.FeedVersion, await Operation(node).GetFeedVersionAsync(default, Bob, default));
    }

    [Fact]
    public async Task A_client_creates_a_group_and_changes_its_members()
    {
        await using var node = new MessagingNode();
        var group = await Ask<SendReply>(
            node, Ann, 2, Operations.CreateGroup, new CreateGroupRequest { ClientMsgId = "1", Title = "Friends", Members = { "bob" } });
        await Ask<SendReply>(node, Ann, 2, Operations.ChangeMembers,
            new ChangeMembersRequest { ConversationId = group.ConversationId, ClientMsgId = "2", Add = { "cid" } });
        await Ask<SendReply>(node, Ann, 2, Operations.ChangeMembers,
            new ChangeMembersRequest { ConversationId = group.ConversationId, ClientMsgId = "3", Remove = { "bob" } });
        var members = await Ask<MembersReply>(node, Cid, 2, Operations.Members, new MembersRequest { ConversationId = group.ConversationId, Limit = 1 });

        Assert.Equal(("ann", Wire.MemberRole.Owner, true), (members.Members[0].UserId, members.Members[0].Role, members.More));
    }

    [Theory]
    [InlineData("text", "{\"toUser\":\"bob\",\"clientMsgId\":\"1\",\"text\":\"hi\"}")]
    [InlineData("json", "{\"to_user\":\"bob\",\"clientMsgId\":\"1\",\"json\":\"{}\"}")]
    [InlineData("data", "{\"toUser\":\"bob\",\"clientMsgId\":\"1\",\"data\":\"AAEC\"}")]
    public async Task A_body_arrives_in_the_form_it_was_sent(string form, string body)
    {
        await using var node = new MessagingNode();
        await Outcome(node, Ann, 3, Operations.Send, System.Text.Encoding.UTF8.GetBytes(body));
        await node.SettleAsync();
        var entry = Assert.Single(node.Router.EntriesFor(Bob)).Entries[0];
        Assert.Equal(form, entry.BodyCase.ToString().ToLowerInvariant());
    }

    [Fact]
    public async Task A_send_is_in_its_lane_when_the_operation_returns_and_its_ack_comes_later()
    {
        await using var node = new MessagingNode();
        var gate = new TaskCompletionSource();
        node.Messages.Before = _ => gate.Task;
        var later = new List<Task<WireOutcome>>();
        for (var i = 0; i < 10; i++)
        {
            var request = new SendRequest { ToUser = "bob", ClientMsgId = $"{i}", Text = "x" };
            var outcome = await Run(node, Ann, 2, Operations.Send, request.ToByteArray());
            Assert.NotNull(outcome.Later);
            later.Add(outcome.Later);
        }

        gate.SetResult();
        var acks = (await Task.WhenAll(later).Within()).Select(outcome => ((SendReply)outcome.Body!).Seq);
        Assert.Equal(Enumerable.Range(1, 10).Select(seq => (long)seq), acks);
    }

    [Fact]
    public async Task A_client_cannot_act_for_another_user_or_tenant()
    {
        await using var node = new MessagingNode();
        var sent = await Ask<SendReply>(node, Ann, 2, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "1", Text = "hello" });
        var pull = new PullRequest { ConversationId = sent.ConversationId }.ToByteArray();

        Assert.Equal(ImError.NotMember, (await Outcome(node, Cid, 2, Operations.Pull, pull)).Error);
        Assert.Equal(ImError.NotFound, (await Outcome(node, Bob, 2, Operations.Pull, pull, new TenantId("other"))).Error);
    }

    [Fact]
    public async Task Bodies_that_break_a_rule_are_refused_with_a_reason()
    {
        await using var node = new MessagingNode();
        IMessage[] bad =
        [
            new SendRequest { ToUser = "bob", ClientMsgId = "1" },
            new SendRequest { ToUser = "bob", Text = "x" },
            new SendRequest { ClientMsgId = "1", Text = "x" },
            new SendRequest { ConversationId = "x.1", ClientMsgId = "1", Text = "x" },
            new SendRequest { ToUser = "b\nb", ClientMsgId = "1", Text = "x" },
            new SendRequest { ToUser = "bob", ClientMsgId = new string('x', 65), Text = "x" },
        ];
        foreach (var request in bad)
            Assert.Equal(201, (await Outcome(node, Ann, 2, Operations.Send, request.ToByteArray())).Error.Code);
        foreach (var operation in Operation(node).All.Select(pair => pair.Key))
        {
            Assert.Equal(201, (await Outcome(node, Ann, 2, operation, [0xFF, 0xFF, 0xFF])).Error.Code);
            Assert.Equal(201, (await Outcome(node, Ann, 3, operation, "{"u8.ToArray())).Error.Code);
        }

        Assert.Equal(201, (await Outcome(node, Ann, 2, Operations.ChangeMembers,
            new ChangeMembersRequest { ConversationId = "g.1", ClientMsgId = "1", Add = { "a" }, Remove = { "b" } }.ToByteArray())).Error.Code);
    }
}
