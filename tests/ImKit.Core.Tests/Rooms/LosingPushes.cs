using ImKit.Core.Tests.Access;
using ImKit.Testing;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

/// <summary>A member that reads too slowly loses pushes by policy, sees it, and gets them on the same connection.</summary>
public sealed class LosingPushes
{
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(SlowConsumerPolicy.DropNewest, 2)]
    [InlineData(SlowConsumerPolicy.DropNewest, 3)]
    [InlineData(SlowConsumerPolicy.DropOldest, 2)]
    [InlineData(SlowConsumerPolicy.DropOldest, 3)]
    [InlineData(SlowConsumerPolicy.LatestOnly, 2)]
    public async Task It_asks_again_from_its_place_without_a_new_connection(SlowConsumerPolicy policy, int version)
    {
        await using var server = await StartAsync(_simulation, options: options =>
        {
            options.SlowConsumers.MaxPendingBytes = 2000;
            options.SlowConsumers.Policy = policy;
        });
        await using var client = await server.LoginAsync(Tokens.For("1"), version, new InMemoryClientOptions { ReceiveWindow = 1000 });
        var follower = new RoomFollower(Room.Value, mayLose: true);
        await follower.JoinAsync(client);
        await SettleAsync(follower);
        for (var i = 1; i <= 200; i++)
        {
            await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(Operation, $"{i}") with { CollapseKey = "one" });
            _simulation.RunUntilIdle();
        }

        await SettleAsync(follower);
        Assert.True(server.Dropped() > 0);
        Assert.Equal(UpTo(1, 200).Select(static push => push.Text), follower.Texts);
        Assert.Equal(0, follower.Resets);
        Assert.InRange(follower.Gaps, 1, 5);
    }

    [Fact]
    public async Task The_loss_of_the_last_push_is_told_when_the_connection_takes_bytes_again()
    {
        await using var server = await StartAsync(_simulation, options: static options =>
        {
            options.SlowConsumers.MaxPendingBytes = 1024;
            options.SlowConsumers.Policy = SlowConsumerPolicy.DropNewest;
        });
        await using var client = await server.LoginAsync(Tokens.For("1"), 2, new InMemoryClientOptions { ReceiveWindow = 500 });
        var joined = await client.JoinAsync();
        await server.PushAsync(1, 100);
        _simulation.RunUntilIdle();
        var got = await client.NumberedAsync();
        Assert.True(got[^1].Seq < 100);
        var position = ImKit.Wire.RoomPosition.Parser.ParseFrom((await client.ExpectAsync(Operations.RoomPosition)).Body.Span);
        Assert.Equal((Room.Value, joined.Epoch, 100), (position.Room, position.Epoch, position.Seq));
    }

    [Fact]
    public async Task An_answer_longer_than_what_may_wait_waits_for_the_replies_before_it_and_cuts_nobody()
    {
        await using var server = await StartAsync(_simulation, options: static options =>
        {
            options.SlowConsumers.MaxPendingBytes = 1024;
            options.SlowConsumers.Policy = SlowConsumerPolicy.DropNewest;
        });
        await using var client = await server.LoginAsync(Tokens.For("1"), 2, new InMemoryClientOptions { ReceiveWindow = 500 });
        var follower = new RoomFollower(Room.Value, mayLose: true);
        await follower.JoinAsync(client);
        await SettleAsync(follower);
        await server.PushAsync(1, 100);
        _simulation.RunUntilIdle();
        await client.SendAsync(Operations.Heartbeat);
        _simulation.RunUntilIdle();
        await follower.JoinAsync(client);
        await client.SendAsync(Operations.Heartbeat);
        await SettleAsync(follower);
        Assert.Equal(1, server.Connections());
        Assert.Equal(UpTo(1, 100).Select(static push => push.Text), follower.Texts);
    }

    private async Task SettleAsync(RoomFollower follower)
    {
        for (var i = 0; i < 200; i++)
        {
            _simulation.RunUntilIdle();
            await follower.ReadAsync();
        }
    }
}
