namespace ImKit.Deployments.Tests;

public abstract partial class ApplicationTests<TDeployment>
{
    [Fact]
    public async Task Two_people_talk_and_all_their_devices_show_the_same_in_the_same_order()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var phone = await deployment.ConnectAsync(ann, node: 0);
        await using var desk = await deployment.ConnectAsync(ann, node: 1, device: "desk");
        await using var other = await deployment.ConnectAsync(bob, node: 2);
        var first = await phone.TellAsync(bob, "hello");
        var talk = new List<Task>();
        for (var i = 0; i < 20; i++)
        {
            talk.Add(phone.TellAsync(bob, $"phone {i}"));
            talk.Add(desk.TellAsync(bob, $"desk {i}"));
            talk.Add(other.SayAsync(first.ConversationId, $"bob {i}"));
        }

        await Task.WhenAll(talk);
        foreach (var device in new[] { phone, desk, other })
        {
            await device.HasAsync(61);
            Assert.Equal(Enumerable.Range(1, 61), device.Entries.Select(static entry => (int)entry.Seq));
        }

        Assert.Equal(phone.Entries.Select(static entry => (entry.Id, entry.Body.Text)), desk.Entries.Select(static entry => (entry.Id, entry.Body.Text)));
        Assert.Equal(phone.Entries.Select(static entry => (entry.Id, entry.Body.Text)), other.Entries.Select(static entry => (entry.Id, entry.Body.Text)));
    }

    [Fact]
    public async Task Who_was_away_has_everything_when_they_come_back_at_another_node()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var here = await deployment.ConnectAsync(ann, node: 0);
        await using (await deployment.ConnectAsync(bob, node: 1))
            await here.TellAsync(bob, "are you there?");
        for (var i = 0; i < 5; i++)
            await here.TellAsync(bob, $"later {i}");
        await using var back = await deployment.ConnectAsync(bob, node: 2);
        await back.HasAsync(6);
        Assert.Equal(["are you there?", "later 0", "later 1", "later 2", "later 3", "later 4"], back.Texts);
        Assert.Equal(6, Assert.Single(back.Client.Conversations).Unread);
    }

    [Fact]
    public async Task The_same_message_sent_again_at_another_node_is_one_message()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        var draft = MessageDraft.Text(User(ann), new ClientMsgId("once"), "once") with { ToUser = User(bob) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(node => deployment[node].ImKit.Messages.SendAsync(draft).AsTask()));
        Assert.Single(answers, static answer => !answer.Value.Duplicate);
        Assert.Single(answers.Select(static answer => answer.Value.Id).Distinct());
        await using var reader = await deployment.ConnectAsync(bob, node: 1);
        await reader.HasAsync(1);
        Assert.Equal(["once"], reader.Texts);
    }

    [Fact]
    public async Task What_is_read_on_one_device_is_read_on_the_other_and_the_sender_is_told()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var sender = await deployment.ConnectAsync(ann, node: 0);
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sender.Client.Receipts += receipts =>
        {
            if (receipts.Receipts.Any(receipt => receipt.UserId == bob && receipt.Read == 2))
                read.TrySetResult();
        };
        await using var phone = await deployment.ConnectAsync(bob, node: 1);
        await using var desk = await deployment.ConnectAsync(bob, node: 2, device: "desk");
        await sender.TellAsync(bob, "one");
        var last = await sender.TellAsync(bob, "two");
        await desk.HasAsync(2);
        Assert.Equal(2, desk.Client.FindConversation(last.ConversationId)!.Unread);
        await phone.HasAsync(2);
        await phone.Client.MarkReadAsync(last.ConversationId, 2).WaitAsync(Until.Limit);
        await Until.HoldsAsync(() => desk.Client.FindConversation(last.ConversationId)!.Unread == 0, "the other device knows");
        await read.Task.WaitAsync(Until.Limit);
    }

    [Fact]
    public async Task Edits_and_recalls_made_at_one_node_are_shown_by_devices_at_all_others()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var reader = await deployment.ConnectAsync(bob, node: 2);
        await using var sender = await deployment.ConnectAsync(ann, node: 0);
        var sent = await sender.TellAsync(bob, "helo");
        var conversation = new ConversationId(sent.ConversationId);
        var messages = deployment[1].ImKit.Messages;
        var edit = new MessageEdit
        {
            Actor = User(ann), ClientMsgId = new ClientMsgId("edit"), Conversation = conversation, Seq = sent.Seq, Version = 0, Body = "hello"u8.ToArray(),
        };
        Assert.True((await messages.EditAsync(edit)).Ok);
        Assert.Equal(ImError.VersionMismatch, (await deployment[2].ImKit.Messages.EditAsync(edit with { ClientMsgId = new ClientMsgId("late") })).Error);
        Assert.True((await messages.RecallAsync(User(ann), new ClientMsgId("recall"), conversation, sent.Seq)).Ok);
        foreach (var device in new[] { reader, sender })
        {
            await Until.HoldsAsync(() => device.Entries.Count == 3, "message, edit and recall are there");
            Assert.Equal([0, sent.Seq, sent.Seq], device.Entries.Select(static entry => entry.TargetSeq));
        }
    }

    [Fact]
    public async Task What_the_application_refuses_is_refused_at_every_node_and_nobody_sees_it()
    {
        var (ann, bob) = (Names.New("ann"), Names.New("bob"));
        await using var reader = await deployment.ConnectAsync(bob, node: 1);
        for (var node = 0; node < 3; node++)
        {
            await using var sender = await deployment.ConnectAsync(ann, node, device: $"device {node}");
            var refused = await Assert.ThrowsAsync<RequestRefusedException>(() => sender.TellAsync(bob, "a forbidden word"));
            Assert.Equal(ClientErrorCode.Forbidden, refused.Error.Code);
            await sender.TellAsync(bob, $"allowed {node}");
        }

        await reader.HasAsync(3);
        Assert.Equal(["allowed 0", "allowed 1", "allowed 2"], reader.Texts);
    }
}
