using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Wire;
using static ImKit.Core.Tests.Support.Chat;
using static ImKit.Core.Tests.Support.WireClient;

namespace ImKit.Core.Tests.Messaging;

public sealed class Verbs_of_clients
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_answers_mentions_edits_reacts_and_recalls(int version)
    {
        await using var node = new MessagingNode();
        var sent = await Ask<SendReply>(node, Ann, version, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "1", Text = "helo" });
        var where = sent.ConversationId;
        await Ask<SendReply>(node, Bob, version, Operations.Send,
            new SendRequest { ConversationId = where, ClientMsgId = "1", Text = "?", ReplyTo = 1, Mentions = { "ann" } });
        await Ask<SendReply>(node, Ann, version, Operations.Edit, new EditRequest { ConversationId = where, ClientMsgId = "2", Seq = 1, Text = "hello" });
        await Ask<SendReply>(node, Bob, version, Operations.React, new ReactRequest { ConversationId = where, ClientMsgId = "2", Seq = 1, Key = "👍" });
        await Ask<SendReply>(node, Bob, version, Operations.Recall, new RecallRequest { ConversationId = where, ClientMsgId = "3", Seq = 2 });
        var log = (await Ask<Wire.LogSlice>(node, Ann, version, Operations.Pull, new PullRequest { ConversationId = where })).Entries;

        Assert.Equal(("hello", 1, new Reaction { Key = "👍", Count = 1 }), (log[0].Text, log[0].Version, Assert.Single(log[0].Reactions)));
        Assert.Equal((true, 1, "ann", Entry.BodyOneofCase.None), (log[1].Recalled, log[1].TargetSeq, log[1].Mentions[0], log[1].BodyCase));
        Assert.Equal([EntryKind.Message, EntryKind.Message, EntryKind.Edited, EntryKind.ReactionAdded, EntryKind.Recalled], log.Select(entry => entry.Kind));
        await Ask<SendReply>(node, Bob, version, Operations.React, new ReactRequest { ConversationId = where, ClientMsgId = "4", Seq = 1, Key = "👍", Remove = true });
        var stale = new EditRequest { ConversationId = where, ClientMsgId = "5", Seq = 1, Text = "late" };
        Assert.Equal(ImError.VersionMismatch, (await Outcome(node, Ann, version, Operations.Edit, WireBody.Encode(stale, version))).Error);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_keeps_its_users_own_settings(int version)
    {
        await using var node = new MessagingNode();
        var where = (await Ask<SendReply>(node, Ann, version, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "1", Text = "x" })).ConversationId;
        await Ask<SendReply>(node, Ann, version, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "2", Text = "y" });
        await node.SettleAsync();
        var set = await Ask<Wire.ConversationState>(node, Bob, version, Operations.UpdateConversation,
            new UpdateConversationRequest { ConversationId = where, Pinned = true, MarkedUnread = true, Draft = "dear" });
        Assert.Equal((true, true, false, "dear"), (set.Pinned, set.MarkedUnread, set.Muted, set.Draft));
        Assert.Equal(2, (await Ask<BadgeReply>(node, Bob, version, Operations.Badge, new BadgeRequest())).Unread);
        var off = await Ask<Wire.ConversationState>(node, Bob, version, Operations.UpdateConversation,
            new UpdateConversationRequest { ConversationId = where, Pinned = false, Muted = true, ClearTo = 1 });
        Assert.Equal((false, true, true, "dear", 1, 1), (off.Pinned, off.MarkedUnread, off.Muted, off.Draft, (int)off.Floor, (int)off.Unread));
        var removed = await Ask<Wire.ConversationState>(node, Bob, version, Operations.RemoveEntries, new RemoveEntriesRequest { ConversationId = where, Seqs = { 2 } });

        Assert.Equal((0, EntryKind.Unspecified), (removed.Unread, removed.Last.Kind));
        Assert.Equal([2], (await Ask<RemovedReply>(node, Bob, version, Operations.Removed, new RemovedRequest { ConversationId = where })).Seqs);
        Assert.True((await Ask<SyncReply>(node, Bob, version, Operations.Sync, new SyncRequest())).Items[0].RemovedChanged);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_leads_a_group(int version)
    {
        await using var node = new MessagingNode(configure: options => options.Groups.OpenToAll = true);
        var where = (await Ask<SendReply>(node, Ann, version, Operations.CreateGroup,
            new CreateGroupRequest { ClientMsgId = "1", Title = "Friends", Members = { "bob" } })).ConversationId;
        await Ask<SendReply>(node, Cid, version, Operations.Join, new GroupRequest { ConversationId = where, ClientMsgId = "1" });
        await Ask<SendReply>(node, Ann, version, Operations.SetRole,
            new SetRoleRequest { ConversationId = where, ClientMsgId = "2", Users = { "cid" }, Role = MemberRole.Banned });
        await Ask<SendReply>(node, Ann, version, Operations.ChangeSettings,
            new ChangeSettingsRequest { ConversationId = where, ClientMsgId = "3", Title = "News", Speak = SpeakRule.Admins });
        await Ask<SendReply>(node, Ann, version, Operations.Transfer, new TransferRequest { ConversationId = where, ClientMsgId = "4", To = "bob" });
        var members = await Ask<MembersReply>(node, Ann, version, Operations.Members, new MembersRequest { ConversationId = where });
        await Ask<SendReply>(node, Bob, version, Operations.Dissolve, new GroupRequest { ConversationId = where, ClientMsgId = "1" });
        await node.SettleAsync();

        Assert.Equal([MemberRole.Admin, MemberRole.Owner], members.Members.Select(member => member.Role));
        var states = (await Ask<SyncReply>(node, Ann, version, Operations.Sync, new SyncRequest())).Items;
        Assert.Equal(("News", SpeakRule.Admins, true), (states[0].Title, states[0].Speak, states[0].Dissolved));
        Assert.Equal(MemberRole.Banned, (await Ask<SyncReply>(node, Cid, version, Operations.Sync, new SyncRequest())).Items[0].Role);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_keeps_contacts_and_signals(int version)
    {
        await using var node = new MessagingNode();
        var where = (await Ask<SendReply>(node, Ann, version, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "1", Text = "x" })).ConversationId;
        await Ask<SignalReply>(node, Ann, version, Operations.Signal, new SignalRequest { ConversationId = where, Kind = 1 });
        Assert.Single(node.Router.SignalsFor(Bob));
        var row = new ContactInfo { UserId = "ann", Listed = true, Blocked = true, Alias = "A" };
        Assert.Equal(row, await Ask<ContactInfo>(node, Bob, version, Operations.SetContact, row));
        Assert.Equal([row], (await Ask<ContactsReply>(node, Bob, version, Operations.Contacts, new ContactsRequest())).Contacts);
        Assert.True((await Ask<SyncReply>(node, Bob, version, Operations.Sync, new SyncRequest())).ContactsChanged);
        Assert.Equal(ImError.Blocked, (await Outcome(node, Ann, version, Operations.Signal,
            WireBody.Encode(new SignalRequest { ConversationId = where, Kind = 1 }, version))).Error);
    }

    [Fact]
    public async Task Clients_send_only_those_of_the_hosts_kinds_that_are_theirs()
    {
        await using var node = new MessagingNode(configure: options =>
        {
            options.Messaging.Kinds[100] = new CustomKind { FromClients = true, Countable = true };
            options.Messaging.Kinds[101] = new CustomKind();
        });
        var sent = await Ask<SendReply>(node, Ann, 2, Operations.Send, new SendRequest { ToUser = "bob", ClientMsgId = "1", Text = "x", Kind = (EntryKind)100 });
        Assert.Equal(1, sent.Ordinal);
        foreach (var kind in new[] { 2, 6, 101, 102 })
        {
            var request = new SendRequest { ToUser = "bob", ClientMsgId = "2", Text = "x", Kind = (EntryKind)kind };
            Assert.Equal(201, (await Outcome(node, Ann, 2, Operations.Send, request.ToByteArray())).Error.Code);
        }
    }
}
