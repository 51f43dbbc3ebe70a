using ImKit.Client.Sending;
using ImKit.Client.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

public sealed class SendingTests
{
    private const string Group = "g.one";

    [Fact]
    public async Task A_message_is_sent_under_one_id_until_it_is_answered()
    {
        var server = new FakeServer();
        server.Add(Group);
        var lost = 3;
        // The first tries are committed, and their answers are lost with the connection.
        server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Send || --lost < 0)
                return false;
            server.Do(() => server[Group].Entries.Count > 0 ? null : server[Group].Append("anna", "hello", Wire.SendRequest.Parser.ParseFrom(frame.Body.Span).ClientMsgId));
            connection.End();
            return true;
        };
        await using var device = Fast(server);
        device.Client.Start();
        var ack = await device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("hello"))).WaitAsync(Until.Limit);
        Assert.True(ack.Duplicate);
        Assert.Equal(1, ack.Seq);
        Assert.Equal(3, device.Client.Statistics.Retries);
        await device.Client.CatchUpAsync();
        Assert.Equal([1], device.Seqs(Group));
        Assert.Equal(0, device.Client.OutboxCount);
        Assert.Empty(device.Store.Snapshot().Outbox);
    }

    [Fact]
    public async Task Messages_of_one_conversation_go_one_after_the_other_whichever_way_it_is_named()
    {
        var server = new FakeServer();
        var direct = DirectConversation.IdOf("anna", "ben");
        var waiting = new List<(FakeConnection Connection, Wires.Frame Frame)>();
        server.Instead = (connection, frame) =>
        {
            if (frame.Operation == Operations.Send)
            {
                lock (waiting)
                    waiting.Add((connection, frame));
            }

            return frame.Operation == Operations.Send;
        };
        await using var device = Fast(server);
        await device.Client.EnqueueAsync(ClientMessage.ToPeer("ben", ClientBody.OfText("1")));
        await device.Client.EnqueueAsync(ClientMessage.To(direct, ClientBody.OfText("2")));
        await device.Client.EnqueueAsync(ClientMessage.ToPeer("ben", ClientBody.OfText("3")));
        await device.Client.EnqueueAsync(ClientMessage.To(Group, ClientBody.OfText("elsewhere")));
        device.Client.Start();
        // The other conversation does not wait for this one.
        await Until.HoldsAsync(() => Texts().SequenceEqual(["1", "elsewhere"]) || Texts().SequenceEqual(["elsewhere", "1"]), "the first of each is under way");
        foreach (var text in (string[])["1", "2", "3"])
        {
            await Until.HoldsAsync(() => Texts().Contains(text), $"{text} is under way");
            Assert.DoesNotContain(((int.Parse(text, null) + 1)).ToString(), Texts());
            Answer(text);
        }

        string[] Texts()
        {
            lock (waiting)
                return [.. waiting.Select(static one => Wire.SendRequest.Parser.ParseFrom(one.Frame.Body.Span).Text)];
        }

        void Answer(string text)
        {
            lock (waiting)
            {
                var (connection, frame) = waiting.Single(one => Wire.SendRequest.Parser.ParseFrom(one.Frame.Body.Span).Text == text);
                connection.Send(Operations.SendReply, frame.Sequence, new Wire.SendReply { ConversationId = direct, Seq = 1, Id = 1 });
            }
        }
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_said_so()
    {
        var clock = new Testing.VirtualClock();
        var server = new FakeServer();
        server.Add(Group);
        var refusals = 1;
        server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Send || refusals-- <= 0)
                return false;
            connection.Refuse(frame, (int)ClientErrorCode.Busy, retryMs: 5000);
            return true;
        };
        await using var device = new TestDevice(server, options => options.Time = clock);
        device.Client.Start();
        var connection = await server.NextAsync();
        var sending = device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("hello")));
        await Until.HoldsAsync(() => device.Client.Statistics.Retries == 1, "it was refused");
        await Until.HoldsAsync(() => clock.UntilNextTimer <= TimeSpan.FromSeconds(5), "it waits");
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, connection.Count(Operations.Send));
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(1, (await sending.WaitAsync(Until.Limit)).Seq);
        Assert.Equal(2, connection.Count(Operations.Send));
    }

    [Fact]
    public async Task However_long_a_server_could_not_take_a_message_the_next_try_is_three_seconds_away_at_most()
    {
        var clock = new Testing.VirtualClock();
        var server = new FakeServer();
        server.Add(Group);
        server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Send || connection.Count(Operations.Send) > 12)
                return false;
            connection.Refuse(frame, (int)ClientErrorCode.Unavailable);
            return true;
        };
        await using var device = new TestDevice(server, options => options.Time = clock);
        device.Client.Start();
        var connection = await server.NextAsync();
        var sending = device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("hello")));
        for (var tries = 1; tries <= 12; tries++)
        {
            await Until.HoldsAsync(() => device.Client.Statistics.Retries == tries, "it was refused");
            await Until.HoldsAsync(() => clock.UntilNextTimer <= TimeSpan.FromSeconds(3), "it waits");
            clock.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Equal(1, (await sending.WaitAsync(Until.Limit)).Seq);
    }

    [Fact]
    public async Task A_refusal_for_good_is_told_and_the_next_message_goes_out()
    {
        var server = new FakeServer();
        server.Add(Group);
        server.Instead = (connection, frame) =>
        {
            if (frame.Operation != Operations.Send || Wire.SendRequest.Parser.ParseFrom(frame.Body.Span).Text != "bad")
                return false;
            connection.Refuse(frame, (int)ClientErrorCode.NotMember);
            return true;
        };
        await using var device = Fast(server);
        device.Client.Start();
        var bad = await device.Client.EnqueueAsync(ClientMessage.To(Group, ClientBody.OfText("bad")));
        var good = await device.Client.EnqueueAsync(ClientMessage.To(Group, ClientBody.OfText("good")));
        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(() => bad.WaitAsync(Until.Limit));
        Assert.Equal((ClientErrorCode.NotMember, false), (refusal.Error.Code, refusal.Error.Temporary));
        Assert.Equal(1, (await good.WaitAsync(Until.Limit)).Seq);
        Assert.Equal(1, device.Client.Statistics.Refused);
    }

    [Fact]
    public async Task A_body_that_is_too_long_for_the_server_is_refused_without_costing_the_connection()
    {
        var server = new FakeServer();
        server.Add(Group);
        await using var device = Fast(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        var refusal = await Assert.ThrowsAsync<RequestRefusedException>(
            () => device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfData(new byte[70_000]))).WaitAsync(Until.Limit));
        Assert.Equal(ClientErrorCode.LimitExceeded, refusal.Error.Code);
        Assert.False(connection.Gone);
    }

    [Fact]
    public async Task The_outbox_holds_so_many_and_no_more_and_survives_the_client()
    {
        var server = new FakeServer { Refuse = static () => new IOException("nobody there") };
        server.Add(Group);
        var store = new InMemoryClientStore();
        await using (var device = new TestDevice(server, options => (options.Store, options.OutboxCapacity) = (store, 2)))
        {
            device.Client.Start();
            var first = await device.Client.EnqueueAsync(ClientMessage.To(Group, ClientBody.OfText("1")));
            await device.Client.EnqueueAsync(ClientMessage.To(Group, ClientBody.OfText("2")));
            await Assert.ThrowsAsync<OutboxFullException>(() => device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("3"))));
            await device.Client.DisposeAsync();
            await Assert.ThrowsAsync<ConnectionLostException>(() => first);
            await Assert.ThrowsAsync<ObjectDisposedException>(() => device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("4"))));
        }

        server.Refuse = null;
        await using var next = new TestDevice(server, options => options.Store = store);
        next.Client.Start();
        await Until.HoldsAsync(() => next.Client.Statistics.Acknowledged == 2, "both are sent");
        await next.Client.CatchUpAsync();
        Assert.Equal(["1", "2"], next.Shown(Group).Select(static entry => entry.Body.Text));
        await Until.HoldsAsync(() => store.Snapshot().Outbox.Count == 0, "the outbox is empty");
    }

    [Fact]
    public async Task A_message_is_kept_and_told_of_before_it_is_sent()
    {
        var server = new FakeServer();
        server.Add(Group);
        await using var device = Fast(server);
        var kept = false;
        device.Client.Queued += _ => kept = device.Options.Store is InMemoryClientStore store && store.Snapshot().Outbox.Count == 1;
        device.Client.Start();
        await device.Client.SendAsync(ClientMessage.To(Group, ClientBody.OfText("hello")) with { ClientMsgId = "mine" }).WaitAsync(Until.Limit);
        Assert.True(kept);
        Assert.Equal(["queued mine", "sent mine"], device.Told);
    }

    private static TestDevice Fast(FakeServer server) => new(server, static options => options.MinReconnectDelay = TimeSpan.FromMilliseconds(1));
}
