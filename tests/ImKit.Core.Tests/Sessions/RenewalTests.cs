using ImKit.Core.Tests.Access;
using ImKit.Hosting;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class RenewalTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_login_that_expires_closes_the_connection_then_and_not_before()
    {
        await using var server = await StartAsync();
        await using var client = await server.LoginAsync("anna 60");
        _simulation.Advance(TimeSpan.FromSeconds(59.5));
        await client.HeartbeatAsync();
        _simulation.Advance(TimeSpan.FromSeconds(1));
        var notice = await client.ExpectDisconnectAsync();
        Assert.Equal(CloseReason.Unauthenticated.Code, notice.Code);
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task A_renewal_is_answered_and_moves_the_end()
    {
        await using var server = await StartAsync();
        await using var client = await server.LoginAsync("anna 60");
        for (var i = 0; i < 5; i++)
        {
            _simulation.Advance(TimeSpan.FromSeconds(50));
            Assert.Equal(Operations.LoginReply, (await client.LoginAsync("anna 60")).Operation);
        }

        _simulation.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(CloseReason.Unauthenticated.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task A_renewal_may_bring_the_end_nearer()
    {
        await using var server = await StartAsync();
        await using var client = await server.LoginAsync("anna 1000");
        await client.LoginAsync("anna 5");
        _simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(CloseReason.Unauthenticated.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task A_renewal_as_somebody_else_closes_the_connection()
    {
        await using var server = await StartAsync();
        await using var client = await server.LoginAsync("anna 60");
        await client.SendAsync(Operations.Login, "otto 60"u8.ToArray());
        Assert.Equal(CloseReason.Unauthenticated.Code, (await client.ExpectDisconnectAsync()).Code);
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId("otto")));
    }

    [Fact]
    public async Task A_refused_renewal_closes_the_connection()
    {
        await using var server = await StartAsync();
        await using var client = await server.LoginAsync("anna 60");
        await client.SendAsync(Operations.Login, "banned 60"u8.ToArray());
        Assert.Equal(CloseReason.Banned.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task A_jump_of_the_wall_clock_neither_shortens_nor_lengthens_a_login()
    {
        await using var server = await StartAsync();
        await using var client = await server.LoginAsync("anna 60");
        _simulation.Clock.Jump(TimeSpan.FromHours(5));
        _simulation.Advance(TimeSpan.FromSeconds(30));
        await client.HeartbeatAsync();
        _simulation.Clock.Jump(-TimeSpan.FromHours(10));
        _simulation.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(CloseReason.Unauthenticated.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    private Task<TestServer> StartAsync() => AccessServer.StartAsync(_simulation, build: builder => builder.AddAuthenticator((request, _) =>
    {
        var parts = System.Text.Encoding.UTF8.GetString(request.Token.Span).Split(' ');
        return ValueTask.FromResult(parts[0] == "banned"
            ? AuthResult.Refuse(CloseReason.Banned)
            : AuthResult.For(new UserId(parts[0])) with
            {
                Expires = _simulation.Clock.GetUtcNow().AddSeconds(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)),
            });
    }));
}
