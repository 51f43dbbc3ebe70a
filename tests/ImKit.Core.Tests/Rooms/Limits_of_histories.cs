using ImKit.Core.Tests.Access;
using ImKit.Testing;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

public sealed class Limits_of_histories
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task The_host_reads_what_is_kept_the_newest_last()
    {
        await using var server = await StartAsync(_simulation, new RoomHistory { Entries = 10 });
        Assert.Empty(server.ImKit.RecentInRoom(Room, 5));
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        var joined = await client.JoinAsync();
        await server.PushAsync(1, 25);
        Assert.Equal(UpTo(16, 25), Kept(server, 100));
        Assert.Equal(UpTo(23, 25), Kept(server, 3));
        Assert.All(server.ImKit.RecentInRoom(Room, 3), push => Assert.Equal((joined.Epoch, Operation), (push.Epoch, push.Push.Operation)));
        Assert.Empty(server.ImKit.RecentInRoom(new RoomId("other://1"), 5));
        Assert.Empty(server.ImKit.Tenant(new TenantId("b")).RecentInRoom(Room, 5));
    }

    [Fact]
    public async Task Bytes_and_age_let_the_oldest_go()
    {
        await using var server = await StartAsync(_simulation, new RoomHistory { Bytes = 2000, Age = TimeSpan.FromSeconds(30) });
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        await client.JoinAsync();
        for (var i = 0; i < 50; i++)
            await server.PushAsync(new string('x', 104));
        // 200 bytes each.
        Assert.Equal(10, server.ImKit.RecentInRoom(Room, 100).Count);
        await server.PushAsync(new string('x', 5000));
        Assert.Empty(server.ImKit.RecentInRoom(Room, 100));
        await server.PushAsync("old");
        _simulation.Advance(TimeSpan.FromSeconds(20));
        await server.PushAsync("new");
        Assert.Equal(2, server.ImKit.RecentInRoom(Room, 100).Count);
        _simulation.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(["new"], Kept(server, 100).Select(static push => push.Text));
        _simulation.Advance(TimeSpan.FromSeconds(35));
        Assert.Equal(0, server.Rooms().Logs!.Bytes);
    }

    [Fact]
    public async Task A_node_keeps_no_more_than_it_may_whatever_its_rooms_may()
    {
        await using var server = await StartAsync(_simulation, options: static options => options.Rooms.History.MaxBytes = 10_000);
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        for (var room = 0; room < 20; room++)
        {
            await client.JoinAsync($"live://{room}");
            for (var i = 0; i < 20; i++)
                await server.PushAsync(new string('x', 104), new RoomId($"live://{room}"));
            Assert.InRange(server.Rooms().Logs!.Bytes, 1, 10_000);
        }

        Assert.Equal(400 - 50, server.Rooms().Logs!.Counters.Evicted);
    }

    [Fact]
    public async Task An_empty_room_keeps_on_for_its_time_and_is_then_another()
    {
        await using var server = await StartAsync(_simulation, new RoomHistory { KeepEmpty = TimeSpan.FromSeconds(60) });
        var first = await ComeAndGoAsync(server);
        await server.PushAsync(1, 3);
        _simulation.Advance(TimeSpan.FromSeconds(55));
        Assert.Equal((0, 1), (server.Rooms().Count, server.Rooms().All.Count()));
        await using (var back = await server.LoginAsync(Tokens.For("1"), 2))
            Assert.Equal(3, (await back.JoinAsync(epoch: first, seq: 0)).Missed);
        _simulation.Advance(TimeSpan.FromSeconds(70));
        Assert.Empty(server.Rooms().All);
        Assert.Equal((0, 0, 0L), (server.Rooms().Logs!.Count, server.Rooms().Logs!.Empty, server.Rooms().Logs!.Bytes));
        await using var late = await server.LoginAsync(Tokens.For("1"), 2);
        var reply = await late.JoinAsync(epoch: first, seq: 3);
        Assert.True(reply.Reset);
        Assert.NotEqual(first, reply.Epoch);
        Assert.Equal(0, reply.Seq);
    }

    [Fact]
    public async Task Only_so_many_empty_rooms_keep_anything()
    {
        await using var server = await StartAsync(_simulation, options: static options => options.Rooms.History.MaxEmptyRooms = 3);
        for (var room = 0; room < 10; room++)
            await ComeAndGoAsync(server, $"live://{room}");
        Assert.Equal(3, server.Rooms().All.Count());
        Assert.Equal(7, server.Rooms().Logs!.Counters.EndedAtOnce);
        // One that has a member again makes a place.
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        await client.JoinAsync("live://0");
        await ComeAndGoAsync(server, "live://10");
        Assert.Equal(4, server.Rooms().All.Count());
        Assert.Equal(1, server.Rooms().Count);
    }

    [Fact]
    public async Task Empty_rooms_go_first_where_the_node_keeps_nearly_all_it_may()
    {
        await using var server = await StartAsync(_simulation, options: static options => options.Rooms.History.MaxBytes = 10_000);
        await using var stays = await server.LoginAsync(Tokens.For("2"), 2);
        await stays.JoinAsync("live://kept");
        foreach (var room in new[] { "live://old", "live://new" })
        {
            await ComeAndGoAsync(server, room);
            for (var i = 0; i < 20; i++)
                await server.PushAsync(new string('x', 104), new RoomId(room));
            _simulation.Advance(TimeSpan.FromSeconds(1));
        }

        for (var i = 0; i < 9; i++)
            await server.PushAsync(new string('x', 104), new RoomId("live://kept"));
        _simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["live://kept", "live://new"], server.Rooms().All.Select(static room => room.Key.Room.Value).Order());
        Assert.Equal(9, server.ImKit.RecentInRoom(new RoomId("live://kept"), 100).Count);
    }

    private static async Task<long> ComeAndGoAsync(TestServer server, string room = "live://1")
    {
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        var reply = await client.JoinAsync(room);
        await client.RequestAsync(Operations.LeaveRoom, ImKit.Protocol.WireBody.Encode(new ImKit.Wire.RoomRequest { Room = room }, 2));
        return reply.Epoch;
    }

    private static IEnumerable<(long Seq, string Text)> Kept(TestServer server, int limit) =>
        server.ImKit.RecentInRoom(Room, limit).Select(static push => (push.Seq, System.Text.Encoding.UTF8.GetString(push.Push.Body.Span)));
}
