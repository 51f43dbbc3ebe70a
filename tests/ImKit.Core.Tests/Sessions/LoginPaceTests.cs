using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>A node that everybody comes to at once admits them at its pace.</summary>
public sealed class LoginPaceTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Of_a_crowd_that_comes_at_once_a_tenth_of_a_second_gets_in_and_each_of_the_others_is_told_a_turn_of_its_own()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Limits.LoginsPerSecond = 50);
        var turns = await ComeAsync(server, 30);
        Assert.Equal(5, server.Connections());
        // One every 20 ms.
        Assert.Equal(Enumerable.Range(0, 25).Select(i => turns[0] + (i * 20)), turns);
    }

    [Fact]
    public async Task Those_who_come_back_at_the_turns_they_were_told_get_in_and_after_a_pause_the_pace_is_as_before()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Limits.LoginsPerSecond = 10);
        var waited = 0L;
        foreach (var turn in await ComeAsync(server, 6))
        {
            _simulation.Advance(TimeSpan.FromMilliseconds(turn - waited));
            waited = turn;
            Assert.Empty(await ComeAsync(server, 1));
        }

        Assert.Equal(6, server.Connections());
        _simulation.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, (await ComeAsync(server, 3)).Count);
    }

    [Fact]
    public async Task A_queue_longer_than_five_minutes_is_told_no_later_turn()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Limits.LoginsPerSecond = 1);
        var turns = await ComeAsync(server, 400);
        Assert.Equal(399, turns.Count);
        Assert.All(turns, static turn => Assert.InRange(turn, 1, 300_000));
    }

    /// <returns>When those who were not let in were told to come back, in order.</returns>
    private async Task<List<long>> ComeAsync(TestServer server, int count)
    {
        var crowd = new List<TestClient>();
        for (var i = 0; i < count; i++)
        {
            crowd.Add(server.Connect());
            await crowd[^1].SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("1")));
        }

        _simulation.RunUntilIdle();
        var turns = new List<long>();
        foreach (var client in crowd)
        {
            client.ReadArrived();
            if (!client.Queued.Any(static frame => frame.Operation == Operations.Disconnect))
                continue;
            var notice = await client.ExpectDisconnectAsync();
            Assert.Equal(CloseReason.Busy.Code, notice.Code);
            turns.Add(notice.RetryAfterMs);
        }

        turns.Sort();
        return turns;
    }
}
