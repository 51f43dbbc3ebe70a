using ImKit.Core.Tests.Access;
using ImKit.Hosting;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class HandshakeTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_client_that_never_logs_in_is_told_why_at_the_deadline_and_not_before()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = server.Connect();
        _simulation.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, server.Connections());
        _simulation.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(CloseReason.HandshakeTimeout.Code, (await client.ExpectDisconnectAsync()).Code);
        Assert.True((await client.ExpectClosedAsync()).InOrder);
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task Frames_before_the_login_are_passed_over_up_to_the_limit_and_the_next_closes()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var patient = server.Connect();
        for (var i = 0; i < 4; i++)
            await patient.SendAsync(Operations.Heartbeat);
        Assert.Equal(Operations.LoginReply, (await patient.LoginAsync(Tokens.For("1"))).Operation);
        Assert.Empty(patient.Queued);

        await using var hasty = server.Connect();
        for (var i = 0; i < 5; i++)
            await hasty.SendAsync(Operations.Heartbeat);
        Assert.Equal(CloseReason.Unauthenticated.Code, (await hasty.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task A_frame_longer_than_a_login_may_be_closes_before_the_login_and_not_after()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var stranger = server.Connect();
        await stranger.SendAsync(Operations.Login, new byte[8192]);
        Assert.Equal(CloseReason.Protocol.Code, (await stranger.ExpectDisconnectAsync()).Code);

        await using var user = await server.LoginAsync(Tokens.For("1"));
        Assert.Empty((await user.RequestAsync(1000, new byte[8192])).Body.ToArray());
    }

    [Fact]
    public async Task An_authenticator_that_hangs_costs_its_client_the_login_and_nobody_else()
    {
        var never = new TaskCompletionSource<AuthResult>();
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.AddAuthenticator((request, _) =>
            request.Token.Length == 0 ? new(never.Task) : ValueTask.FromResult(AuthResult.For(new UserId("other")))));
        await using var stuck = server.Connect();
        await stuck.SendAsync(Operations.Login);
        await using var other = await server.LoginAsync("token");
        _simulation.Advance(TimeSpan.FromSeconds(5.2));
        Assert.True((await stuck.ExpectDisconnectAsync()).Code is 4002 or 4004);
        await other.HeartbeatAsync();
        server.TakeErrors();
    }

    [Fact]
    public async Task An_authenticator_that_throws_sends_its_client_away_to_come_back()
    {
        await using var server = await AccessServer.StartAsync(
            _simulation, build: static builder => builder.AddAuthenticator(static (_, _) => throw new TimeoutException("database down")));
        await using var client = server.Connect();
        await client.SendAsync(Operations.Login);
        Assert.Equal(CloseReason.Busy.Code, (await client.ExpectDisconnectAsync()).Code);
        Assert.Contains("database down", Assert.Single(server.TakeErrors()));
    }

    [Fact]
    public async Task A_refused_login_is_told_the_authenticators_reason()
    {
        await using var server = await AccessServer.StartAsync(
            _simulation, build: static builder => builder.AddAuthenticator(static (_, _) => ValueTask.FromResult(AuthResult.Refuse(CloseReason.Banned))));
        await using var client = server.Connect();
        await client.SendAsync(Operations.Login);
        Assert.Equal(CloseReason.Banned.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public async Task A_login_of_an_unknown_version_is_a_protocol_error(int version)
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = server.Connect();
        client.Version = version;
        await client.SendAsync(Operations.Login, "{}"u8.ToArray());
        Assert.Equal(CloseReason.Protocol.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_frame_of_another_version_than_the_login_is_a_protocol_error(int version)
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1"), version);
        await client.SendBytesAsync(new TestFrame((version % 3) + 1, Operations.Heartbeat, 5, default).ToArray());
        Assert.Equal(CloseReason.Protocol.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task Frames_sent_behind_the_login_without_waiting_are_answered_after_it()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = server.Connect();
        await client.SendBytesAsync((byte[])
        [
            .. client.Frame(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("1"))).ToArray(),
            .. client.Frame(Operations.Heartbeat).ToArray(),
            .. client.Frame(Operations.Heartbeat).ToArray(),
        ]);
        await client.ExpectManyAsync(Operations.HeartbeatReply, 2);
        Assert.Equal(1, Assert.Single(client.Queued).Sequence);
    }

    [Fact]
    public async Task Logins_beyond_the_limit_are_told_to_come_back()
    {
        var wait = new TaskCompletionSource<AuthResult>();
        await using var server = await AccessServer.StartAsync(
            _simulation, static options => options.Limits.ConcurrentLogins = 2, builder => builder.AddAuthenticator((_, _) => new(wait.Task)));
        var clients = Enumerable.Range(0, 3).Select(_ => server.Connect()).ToArray();
        foreach (var client in clients)
            await client.SendAsync(Operations.Login);
        _simulation.RunUntilIdle();
        wait.SetResult(AuthResult.For(new UserId("1")));
        var outcomes = new List<int>();
        foreach (var client in clients)
            outcomes.Add((await client.ExpectAsync(static frame => frame.Operation is Operations.LoginReply or Operations.Disconnect, "an outcome")).Operation);
        Assert.Equal([Operations.Disconnect, Operations.LoginReply, Operations.LoginReply], outcomes.Order());
        Assert.All(clients, static client => Assert.True(client.Queued.Count == 0));
    }
}
