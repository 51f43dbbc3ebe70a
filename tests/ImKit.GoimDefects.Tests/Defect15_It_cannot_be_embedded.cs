using System.Diagnostics.Metrics;
using ImKit.Diagnostics;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim cannot be embedded: six processes, one global configuration, everything internal, no metrics.</summary>
public sealed class Defect15_It_cannot_be_embedded
{
    private static readonly RoomId Room = new("live://1");

    [Fact]
    public async Task Two_servers_live_in_one_process_with_settings_users_and_metrics_of_their_own()
    {
        await using var one = await LiveServer.StartAsync(static options => options.Limits.Rooms = 1);
        await using var two = await LiveServer.StartAsync(static options => options.Limits.Rooms = 2);
        var clients = new List<(LiveServer Server, TestClient Client)>();
        foreach (var server in (LiveServer[])[one, two])
        {
            foreach (var kind in (string[])["tcp", "ws"])
                clients.Add((server, await server.LoginAsync(kind, Tokens.For("1", key: kind, room: Room.Value, accepts: 1000), version: 3)));
        }

        await one.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, "to the room of one"));
        Assert.Equal(2, (await two.ImKit.PushToUserAsync(new UserId("1"), AccessServer.Text(1000, "to the user of two"))).Sessions);
        foreach (var (server, client) in clients)
        {
            Assert.Equal(server == one ? "to the room of one" : "to the user of two", Assert.Single(await client.CollectAsync(1000)).Text);
            var second = await client.RequestAsync(Operations.JoinRoom, """{"room":"live://2"}""");
            Assert.Equal(server == one ? Operations.Error : Operations.JoinRoomReply, second.Operation);
        }

        foreach (var server in (LiveServer[])[one, two])
        {
            Assert.Equal(2, server.Numbers.Connections);
            Assert.Equal(2, server.Numbers[ImKitMetricNames.Logins]);
            Assert.Equal((2, 2, 0), (server.Numbers.Offered, server.Numbers.HandedOver, server.Numbers.Dropped));
            Assert.Equal(server == one ? 1 : 2, server.Numbers[ImKitMetricNames.Rooms]);
        }

        await one.StopAsync();
        await two.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, "still here"));
        foreach (var (_, client) in clients.Where(member => member.Server == two))
            Assert.Equal("still here", (await client.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Two_servers_may_start_and_stop_over_and_over()
    {
        for (var i = 0; i < 5; i++)
        {
            await using var one = await LiveServer.StartAsync();
            await using var two = await LiveServer.StartAsync();
            await using var first = await one.LoginAsync("tcp", Tokens.For("1"));
            await using var second = await two.LoginAsync("tcp", Tokens.For("1"));
            await first.HeartbeatAsync();
            await second.HeartbeatAsync();
        }
    }

    [Fact]
    public async Task Every_metric_is_there_for_any_listener()
    {
        var seen = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ImKitMetricNames.Meter)
                seen.Add(instrument.Name);
        };
        listener.Start();
        await using var server = await LiveServer.StartAsync();
        var promised = typeof(ImKitMetricNames).GetFields().Where(static field => field.IsLiteral)
            .Select(static field => (string)field.GetRawConstantValue()!).Where(static name => name.StartsWith("imkit.", StringComparison.Ordinal));
        Assert.Superset(promised.ToHashSet(), seen);
    }
}
