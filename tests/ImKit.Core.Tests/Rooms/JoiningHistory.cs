using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Testing;
using ImKit.Transports;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

public sealed class JoiningHistory
{
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(2, Framing.Stream)]
    [InlineData(2, Framing.Message)]
    [InlineData(3, Framing.Stream)]
    [InlineData(3, Framing.Message)]
    public async Task The_answer_names_the_place_and_pushes_go_on_from_there_each_with_its_own(int version, Framing framing)
    {
        await using var server = await StartAsync(_simulation);
        await using var first = await server.LoginAsync(Tokens.For("1"), version);
        await first.JoinAsync();
        await server.PushAsync(1, 3);
        await using var second = await server.LoginAsync(Tokens.For("2"), version, new InMemoryClientOptions { Framing = framing });
        var reply = await second.JoinAsync();
        await server.PushAsync(4, 6);

        Assert.Equal((3, 2, 0, false), (reply.Seq, reply.Members, reply.Missed, reply.Reset));
        Assert.NotEqual(0, reply.Epoch);
        Assert.Equal(UpTo(4, 6), await second.NumberedAsync());
        Assert.Equal(UpTo(1, 6), await first.NumberedAsync());
    }

    [Theory]
    [InlineData(2, Framing.Stream)]
    [InlineData(2, Framing.Message)]
    [InlineData(3, Framing.Stream)]
    [InlineData(3, Framing.Message)]
    public async Task A_client_that_was_away_gets_exactly_what_it_missed_and_then_what_comes(int version, Framing framing)
    {
        await using var server = await StartAsync(_simulation);
        var client = await server.LoginAsync(Tokens.For("1"), version);
        var joined = await client.JoinAsync();
        await server.PushAsync(1, 5);
        Assert.Equal(UpTo(1, 5), await client.NumberedAsync());
        await client.DisposeAsync();
        await server.PushAsync(6, 100);

        await using var again = await server.LoginAsync(Tokens.For("1"), version, new InMemoryClientOptions { Framing = framing });
        var reply = await again.JoinAsync(epoch: joined.Epoch, seq: 5);
        await server.PushAsync(101, 103);

        Assert.Equal((joined.Epoch, 100, 95, false), (reply.Epoch, reply.Seq, reply.Missed, reply.Reset));
        Assert.Equal(UpTo(6, 103), await again.NumberedAsync());
    }

    [Fact]
    public async Task Who_has_missed_nothing_is_told_so_even_where_nothing_is_kept_any_more()
    {
        await using var server = await StartAsync(_simulation, new RoomHistory { Age = TimeSpan.FromSeconds(1) });
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        var joined = await client.JoinAsync();
        await server.PushAsync(1, 2);
        _simulation.Advance(TimeSpan.FromSeconds(10));
        Assert.False((await client.JoinAsync(epoch: joined.Epoch, seq: 2)).Reset);
        Assert.True((await client.JoinAsync(epoch: joined.Epoch, seq: 1)).Reset);
    }

    [Fact]
    public async Task A_position_of_another_epoch_or_beyond_the_end_or_no_longer_kept_is_a_reset_and_nothing_follows()
    {
        await using var server = await StartAsync(_simulation, new RoomHistory { Entries = 4 });
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        var joined = await client.JoinAsync();
        await server.PushAsync(1, 10);
        await client.NumberedAsync();
        foreach (var (epoch, seq) in new[] { (joined.Epoch + 1, 8L), (joined.Epoch, 11L), (joined.Epoch, 5L), (joined.Epoch, -1L) })
        {
            var reply = await client.JoinAsync(epoch: epoch, seq: seq);
            Assert.Equal((true, joined.Epoch, 10, 0), (reply.Reset, reply.Epoch, reply.Seq, reply.Missed));
            Assert.Empty(await client.NumberedAsync());
        }

        Assert.Equal(4, (await client.JoinAsync(epoch: joined.Epoch, seq: 6)).Missed);
        Assert.Equal(UpTo(7, 10), await client.NumberedAsync());
    }

    [Fact]
    public async Task Members_that_did_not_ask_get_the_same_bytes_as_in_a_room_without_history()
    {
        await using var server = await StartAsync(_simulation);
        foreach (var version in new[] { 1, 2, 3 })
        {
            foreach (var framing in new[] { Framing.Stream, Framing.Message })
            {
                var options = new InMemoryClientOptions { Framing = framing };
                await using var kept = await server.LoginAsync(Tokens.For("1", room: "live://1"), version, options);
                await using var plain = await server.LoginAsync(Tokens.For("2", room: "other://1"), version, options);
                await server.PushAsync("hello");
                await server.PushAsync("world");
                await server.PushAsync("hello", new RoomId("other://1"));
                await server.PushAsync("world", new RoomId("other://1"));
                _simulation.RunUntilIdle();
                Assert.Equal(Arrived(plain), Arrived(kept));
            }
        }
    }

    [Fact]
    public async Task A_room_without_history_says_so_and_pushes_as_ever()
    {
        await using var server = await StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1"), 2);
        var reply = await client.JoinAsync("other://1");
        await server.PushAsync("hello", new RoomId("other://1"));
        Assert.Equal((0, 0, false), (reply.Epoch, reply.Seq, reply.Reset));
        Assert.Equal("hello", (await client.ExpectAsync(Operation)).Text);
        // With a position from when it had one, too: what was lost is the client's to conclude.
        Assert.Equal(0, (await client.JoinAsync("other://1", epoch: 5, seq: 3)).Epoch);
    }

    [Fact]
    public async Task A_member_may_ask_for_places_later_and_keeps_getting_them()
    {
        await using var server = await StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1", room: Room.Value), 2);
        await server.PushAsync(1, 2);
        Assert.Equal(2, (await client.JoinAsync()).Seq);
        await server.PushAsync(3, 4);
        Assert.Equal(["1", "2"], client.Take(Operation).Select(static frame => frame.Text));
        Assert.Equal(UpTo(3, 4), await client.NumberedAsync());
        // A join that asks for nothing changes nothing.
        Assert.Equal(0, (await client.JoinAsync(history: false)).Epoch);
        await server.PushAsync(5, 5);
        Assert.Equal(UpTo(5, 5), await client.NumberedAsync());
    }

    [Fact]
    public async Task Many_rooms_may_be_asked_for_in_one_write_by_a_client_that_reads_slowly()
    {
        await using var server = await StartAsync(_simulation, options: static options => options.SlowConsumers.MaxPendingBytes = 4096);
        var rooms = Enumerable.Range(1, 10).Select(static i => $"live://{i}").ToArray();
        var epochs = new Dictionary<string, long>();
        await using (var before = await server.LoginAsync(Tokens.For("1"), 2))
        {
            foreach (var room in rooms)
                epochs[room] = (await before.JoinAsync(room)).Epoch;
        }

        foreach (var room in rooms)
        {
            for (var i = 0; i < 50; i++)
                await server.PushAsync(new string('x', 200), new RoomId(room));
        }

        await using var client = await server.LoginAsync(Tokens.For("1"), 2, new InMemoryClientOptions { ReceiveWindow = 2000 });
        var asked = rooms.SelectMany(room => client.Frame(
            Operations.JoinRoom,
            ImKit.Protocol.WireBody.Encode(new ImKit.Wire.RoomRequest { Room = room, Epoch = epochs[room] }, 2)).ToArray()).ToArray();
        await client.SendBytesAsync(asked);
        _simulation.RunUntilIdle();

        Assert.Equal(10 * 50, (await client.ExpectManyAsync(Operations.RoomPush, 10 * 50)).Count);
        Assert.Equal(10, client.Take(Operations.JoinRoomReply).Count(static frame => Reply(frame) is { Missed: 50, Reset: false }));
    }

    [Fact]
    public async Task The_host_decides_about_a_join_that_goes_on_as_about_any_other()
    {
        var open = true;
        await using var server = await StartAsync(_simulation, build: builder => builder.AddRoomAuthorizer((_, _) => ValueTask.FromResult(open)));
        await using var stays = await server.LoginAsync(Tokens.For("1"), 2);
        var epoch = (await stays.JoinAsync()).Epoch;
        await server.PushAsync(1, 3);
        await using var client = await server.LoginAsync(Tokens.For("2"), 2);
        Assert.Equal(2, (await client.JoinAsync(epoch: epoch, seq: 1)).Missed);
        Assert.Equal(UpTo(2, 3), await client.NumberedAsync());

        open = false;
        await using var refused = await server.LoginAsync(Tokens.For("3"), 2);
        var request = ImKit.Protocol.WireBody.Encode(new ImKit.Wire.RoomRequest { Room = Room.Value, Epoch = epoch }, 2);
        Assert.Equal(Operations.Error, (await refused.RequestAsync(Operations.JoinRoom, request)).Operation);
        Assert.Empty(await refused.NumberedAsync());
    }

    private static string Arrived(TestClient client)
    {
        var bytes = new StringBuilder();
        while (((InMemoryClientWire)client.Wire).Client.TryReceive(out var some))
            bytes.Append(Convert.ToHexString(some.Span));
        return bytes.ToString();
    }
}
