namespace ImKit.Deployments.Tests;

public abstract partial class ApplicationTests<TDeployment>
{
    [Fact]
    public async Task Pushes_to_a_room_reach_its_members_at_all_nodes_once_and_in_order()
    {
        var room = $"live://{Names.New("room")}";
        await using var one = await deployment.ConnectAsync(Names.New("ann"), node: 0, room: room);
        await using var two = await deployment.ConnectAsync(Names.New("bob"), node: 1, room: room);
        await using var three = await deployment.ConnectAsync(Names.New("cleo"), node: 2, room: room);
        await using var outside = await deployment.ConnectAsync(Names.New("dan"), node: 2);
        for (var i = 0; i < 100; i++)
            await deployment[0].ImKit.PushToRoomAsync(new RoomId(room), News($"{i}"));
        foreach (var member in new[] { one, two, three })
        {
            await member.HasNewsAsync(100);
            Assert.Equal(Enumerable.Range(0, 100).Select(static i => $"{i}"), member.News);
        }

        Assert.Empty(outside.News);
    }

    [Fact]
    public async Task A_push_to_a_user_from_any_node_reaches_each_of_their_devices_once()
    {
        var ann = Names.New("ann");
        await using var phone = await deployment.ConnectAsync(ann, node: 0);
        await using var desk = await deployment.ConnectAsync(ann, node: 1, device: "desk");
        for (var node = 0; node < 3; node++)
            Assert.Equal(2, (await deployment[node].ImKit.PushToUserAsync(User(ann), News($"{node}"))).Sessions);
        foreach (var device in new[] { phone, desk })
        {
            await device.HasNewsAsync(3);
            Assert.Equal(["0", "1", "2"], device.News.Order());
        }

        await deployment[2].ImKit.PushToConnectionsAsync([new ConnectionKey($"{ann}/desk")], News("desk alone"));
        await desk.HasNewsAsync(4);
        Assert.Equal(3, phone.News.Count);
    }

    [Fact]
    public async Task Who_is_online_is_known_at_every_node_and_so_is_who_has_gone()
    {
        var ann = Names.New("ann");
        await using (await deployment.ConnectAsync(ann, node: 1))
        {
            for (var node = 0; node < 3; node++)
                Assert.Equal([User(ann)], await deployment[node].ImKit.FindOnlineAsync([User(ann), User("nobody")]));
        }

        for (var node = 0; node < 3; node++)
        {
            var asked = deployment[node].ImKit;
            await Until.HoldsAsync(async () => (await asked.FindOnlineAsync([User(ann)])).Count == 0, "she is gone");
        }
    }

    [Fact]
    public async Task A_kick_at_one_node_ends_a_session_at_another()
    {
        var ann = Names.New("ann");
        await using var device = await deployment.ConnectAsync(ann, node: 1);
        var ended = new TaskCompletionSource<ConnectionChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        device.Client.ConnectionChanged += change =>
        {
            if (change.Code != 0)
                ended.TrySetResult(change);
        };
        Assert.Equal(1, await deployment[0].ImKit.KickUserAsync(User(ann), CloseReason.Kicked));
        Assert.Equal(CloseReason.Kicked.Code, (await ended.Task.WaitAsync(Until.Limit)).Code);
    }
}
