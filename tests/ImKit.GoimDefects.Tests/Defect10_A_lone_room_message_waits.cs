namespace ImKit.GoimDefects.Tests;

/// <summary>goim: a message that is alone in its room waits for others, up to a second. Virtual time: here it stands still.</summary>
public sealed class Defect10_A_lone_room_message_waits
{
    private static readonly RoomId Room = new("live://1");
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(Transports.Framing.Stream)]
    [InlineData(Transports.Framing.Message)]
    public async Task It_is_there_before_any_time_has_passed(Transports.Framing framing)
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        var members = new List<TestClient>();
        for (var i = 0; i < 20; i++)
            members.Add(await server.LoginAsync(Tokens.For($"{i}", room: Room.Value), options: new InMemoryClientOptions { Framing = framing }));
        // Alone after a long silence, as after others.
        foreach (var pause in (double[])[60, 0, 0.1, 1])
        {
            _simulation.Advance(TimeSpan.FromSeconds(pause));
            var before = _simulation.Clock.Elapsed;
            await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"after {pause}"));
            _simulation.RunUntilIdle();
            foreach (var member in members)
            {
                member.ReadArrived();
                Assert.Equal($"after {pause}", Assert.Single(member.Take(1000)).Text);
            }

            Assert.Equal(before, _simulation.Clock.Elapsed);
        }
    }

    [Fact]
    public async Task What_waits_together_is_joined_without_a_wait()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var member = await server.LoginAsync(Tokens.For("1", room: Room.Value), options: new InMemoryClientOptions { Framing = Transports.Framing.Message });
        var before = _simulation.Clock.Elapsed;
        for (var i = 0; i < 40; i++)
            await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{i}"));
        _simulation.RunUntilIdle();
        var client = ((InMemoryClientWire)member.Wire).Client;
        Assert.True(client.TryReceive(out var one));
        Assert.False(client.TryReceive(out _));
        // goim's batch: one WebSocket message, 40 frames in it.
        Assert.Equal(16 + Enumerable.Range(0, 40).Sum(static i => 16 + $"{i}".Length), one.Length);
        Assert.Equal(before, _simulation.Clock.Elapsed);
    }
}
