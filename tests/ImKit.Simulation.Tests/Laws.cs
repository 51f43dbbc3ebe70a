using ImKit.Storage;

namespace ImKit.Simulated.Tests;

/// <summary>What has to hold at the end of every history.</summary>
internal sealed class Laws(World world, Records records, IReadOnlyList<Device> devices, IReadOnlyList<FeedReader> feeds, string group)
{
    private static readonly RoomId Last = new("last://1");

    private IImKit Host => world.Nodes[0].Server.ImKit;

    public async Task CheckAsync()
    {
        var logs = await ReadLogsAsync();
        CheckMessages(logs);
        foreach (var device in devices)
            device.CheckRooms();
        Assert.All(records.LeftOut, place => Assert.InRange(place.Seq, 1, logs[place.Conversation].Count));
        await CheckFeedsAsync(logs);
        await CheckPresenceAsync();
        await CheckWindowsAsync();
        await CheckEndAsync();
    }

    /// <summary>Every message is in its log, once, where its acknowledgement says; and what one connection sent at the first try stands in its order.</summary>
    private void CheckMessages(Dictionary<string, List<LogEntry>> logs)
    {
        foreach (var (conversation, log) in logs)
        {
            Assert.Equal(Enumerable.Range(1, log.Count).Select(static seq => (long)seq), log.Select(static entry => entry.Seq));
            var ids = log.Where(static entry => entry.Kind == EntryKind.Message).Select(static entry => entry.ClientMsgId.Value).ToList();
            Assert.Equal(ids.Distinct(), ids);
            Assert.Equal(
                devices.SelectMany(static device => device.Sent).Where(message => message.Ack!.Value.Conversation == conversation).Select(static message => message.Id).Order(),
                ids.Order());
        }

        foreach (var message in devices.SelectMany(static device => device.Sent))
            Assert.Equal(message.Id, logs[message.Ack!.Value.Conversation][(int)message.Ack.Value.Seq - 1].ClientMsgId.Value);
        foreach (var sent in devices.SelectMany(static device => device.Sent.Where(static message => message.Tries == 1).GroupBy(message => (device, message.Connection, message.Target))))
        {
            var seqs = sent.OrderBy(static message => message.Place).Select(static message => message.Ack!.Value.Seq).ToList();
            Assert.Equal(seqs.Order(), seqs);
        }
    }

    /// <summary>Who has acknowledged all that they got gets the next entry, whatever was left out before.</summary>
    private async Task CheckWindowsAsync()
    {
        foreach (var device in devices)
            device.Acknowledge();
        Settle();
        Assert.All(devices, static device => Assert.False(device.Stopped));
        var said = await world.CallAsync(Host.Messages.SendAsync(
            MessageDraft.Text(new UserId("u0"), new ClientMsgId("last"), "last") with { Conversation = new ConversationId(group) }));
        records.Messages["last"] = new Message("last", "u0", group);
        Settle();
        Assert.All(devices, device => Assert.Equal(said.Value.Position.Seq, device.PushedUpTo(group)));
    }

    private void Settle()
    {
        do
        {
            world.Simulation.RunUntilIdle();
            foreach (var device in devices)
                device.Read();
        }
        while (!world.Simulation.Scheduler.IsIdle);
    }

    /// <summary>Who syncs, from the beginning or all along, learns of every conversation, as far as it goes.</summary>
    private async Task CheckFeedsAsync(Dictionary<string, List<LogEntry>> logs)
    {
        foreach (var feed in feeds)
        {
            var user = feed.User;
            var mine = devices.SelectMany(static device => device.Sent).Where(message => message.Target == user || message.Sender == user || message.Target == group)
                .Select(static message => message.Ack!.Value.Conversation).Append(group).Distinct();
            var expected = mine.Select(conversation => $"{conversation} {logs[conversation].Count}").Order().ToList();
            var fresh = new FeedReader(world, user);
            await fresh.SyncAsync(limit: 200);
            Assert.Equal(expected, fresh.Lines);
            await feed.SyncAsync(limit: 200);
            Assert.Equal(expected, feed.Lines);
        }
    }

    /// <summary>Whoever is connected is found, and counted where they are; nobody else is.</summary>
    private async Task CheckPresenceAsync()
    {
        foreach (var device in devices)
            device.Room(Operations.JoinRoom, Last);
        world.Simulation.RunUntilIdle();
        foreach (var node in world.Nodes)
        {
            var here = devices.Count(device => device.Node == node && device.Connected);
            Assert.True(here == node.Server.Connections(), $"{here} devices are here, and the node has {string.Join(", ", node.Server.Buckets().SelectMany(static bucket => bucket.Members).Select(static member => $"{member.Channel?.Record.Key} {member.Channel?.IsClosing}"))}");
            Assert.Equal(here, node.Server.ImKit.CountRoom(Last));
        }

        foreach (var user in devices.GroupBy(static device => device.User))
        {
            var sessions = await Host.SessionsOfAsync(new UserId(user.Key));
            Assert.True(user.Count() == sessions.Count, $"{string.Join(", ", user.Select(static device => $"{device.Key} is at node {device.Node?.Number} ({(device.Connected ? "connected" : "gone")})"))}, and known are {string.Join(", ", sessions.Select(static session => $"{session.Key} at {session.Node}"))}");
            Assert.Equal(user.Count(), (await world.CallAsync(Host.PushToUserAsync(new UserId(user.Key), new Push(Story.UserPush, "last|1|"u8.ToArray())))).Sessions);
        }

        world.Simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(devices.Count, (await world.CallAsync(Host.CountOnlineAsync())).Connections);
    }

    /// <summary>All go, and nothing is left: no connection, no room, no session, and every push is handed over or counted.</summary>
    private async Task CheckEndAsync()
    {
        foreach (var device in devices)
            device.Close();
        world.Simulation.RunUntilIdle();
        foreach (var user in devices.Select(static device => device.User).Distinct())
            Assert.Empty(await Host.SessionsOfAsync(new UserId(user)));
        // What a dead node thinks nobody knows.
        foreach (var node in world.AllNodes.Where(static node => !node.Reach.IsDead))
        {
            Assert.Equal(0, node.Server.Connections());
            Assert.Empty(node.Server.ImKit.TopRooms("", 10));
            Assert.Equal(node.Server.Offered(), node.Server.HandedOver() + node.Server.Dropped());
        }
    }

    private async Task<Dictionary<string, List<LogEntry>>> ReadLogsAsync()
    {
        var logs = new Dictionary<string, List<LogEntry>> { [group] = await ReadLogAsync("u0", group) };
        foreach (var message in devices.SelectMany(static device => device.Sent))
        {
            var conversation = message.Ack!.Value.Conversation;
            if (!logs.ContainsKey(conversation))
                logs[conversation] = await ReadLogAsync(message.Sender, conversation);
        }

        return logs;
    }

    private async Task<List<LogEntry>> ReadLogAsync(string reader, string conversation)
    {
        var entries = new List<LogEntry>();
        LogPosition position = default;
        while (true)
        {
            var slice = (await world.CallAsync(Host.Messages.PullAsync(new UserId(reader), new ConversationId(conversation), position, 200))).Value;
            entries.AddRange(slice.Entries);
            if (!slice.More)
                return entries;
            position = new LogPosition(slice.Epoch, entries[^1].Seq, entries[^1].Id);
        }
    }
}
