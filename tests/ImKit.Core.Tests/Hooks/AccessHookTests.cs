using System.Collections.Concurrent;
using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Hooks;

/// <summary>The host's word at logins and at the doors of rooms.</summary>
public sealed class AccessHookTests
{
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(4510, 4510)]
    [InlineData(1000, 4501)]
    [InlineData(100, 4002)]
    public async Task A_refused_login_is_closed_with_the_hosts_code_and_words(int code, int closed)
    {
        var heard = new ConcurrentQueue<StepOutcome>();
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder
            .AddBefore<LoginStep>(FilterFailure.Closed, (step, _) => new(step.User.Value == "1" ? new ImError(code, "not today") : step))
            .AddAfter<LoginStep>((_, outcome, _) =>
            {
                heard.Enqueue(outcome);
                return default;
            }));
        await using (await server.LoginAsync(Tokens.For("2")))
        await using (var client = server.Connect())
        {
            await client.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("1")));
            var reason = await client.ExpectDisconnectAsync();
            Assert.Equal((closed, "not today"), (reason.Code, reason.Reason));
        }

        Assert.Equal([new StepOutcome(default, default), new StepOutcome(new ImError(closed, "not today"), default)], heard);
    }

    [Fact]
    public async Task A_join_is_refused_with_the_hosts_code_and_the_connection_lives_on()
    {
        var heard = new ConcurrentQueue<string>();
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder
            .AddBefore<RoomJoinStep>(FilterFailure.Closed, static (step, _) => new(step.Room.Value == "closed" ? new ImError(1002, "members only") : step))
            .AddAfter<RoomJoinStep>((step, outcome, _) =>
            {
                heard.Enqueue($"{step.User} {step.Room} {outcome.Error.Code}");
                return default;
            }));
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        Assert.Contains("1002", (await client.RequestAsync(Operations.JoinRoom, """{"room":"closed"}""")).Text);
        Assert.Equal(Operations.JoinRoomReply, (await client.RequestAsync(Operations.JoinRoom, """{"room":"open"}""")).Operation);
        Assert.Equal((0, 1), (server.ImKit.CountRoom(new RoomId("closed")), server.ImKit.CountRoom(new RoomId("open"))));
        Assert.Equal(["1 closed 1002", "1 open 0"], heard);
    }
}
