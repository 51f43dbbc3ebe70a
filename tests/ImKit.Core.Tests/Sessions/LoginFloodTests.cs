using ImKit.Core.Tests.Access;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>Logins under way are few and shared by all: nobody may take more than one of them.</summary>
public sealed class LoginFloodTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_client_that_renews_its_login_over_and_over_does_not_keep_others_from_theirs()
    {
        await using var server = await AccessServer.StartAsync(
            _simulation,
            static options => options.Limits.ConcurrentLogins = 10,
            builder => builder.AddAuthenticator(async (request, cancel) =>
            {
                var text = System.Text.Encoding.UTF8.GetString(request.Token.Span);
                if (text == "slow")
                    await Task.Delay(TimeSpan.FromSeconds(4), _simulation.Clock, cancel).ConfigureAwait(false);
                return AuthResult.For(new UserId("1"));
            }));
        await using var greedy = await server.LoginAsync("quick", version: 3);
        for (var i = 0; i < 20; i++)
            await greedy.SendAsync(Operations.Login, "slow"u8.ToArray());
        _simulation.RunUntilIdle();

        await using var other = await server.LoginAsync("quick", version: 3);

        _simulation.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await greedy.CollectAsync(Operations.LoginReply));
        Assert.Equal(19, greedy.Take(Operations.Error).Count);
        await greedy.LoginAsync("quick", version: 3);
    }

    [Fact]
    public async Task An_authenticator_that_fails_after_its_deadline_leaves_no_exception_that_nobody_looks_at()
    {
        TaskCompletionSource<AuthResult>? late = new();
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.AddAuthenticator((_, _) => new(late!.Task)));
        await using var client = server.Connect();
        await client.SendAsync(Operations.Login);
        _simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, server.Connections());
        Assert.Single(server.TakeErrors());

        Assert.False(await Unobserved.AfterAsync(
            () =>
            {
                late.SetException(new InvalidOperationException("planted too late"));
                late = null;
            },
            "planted too late"));
    }

    [Fact]
    public async Task A_room_authorizer_that_fails_after_its_deadline_leaves_no_exception_that_nobody_looks_at()
    {
        TaskCompletionSource<bool>? late = new();
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.AddRoomAuthorizer((_, _) => new(late!.Task)));
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        await client.SendAsync(Operations.JoinRoom, """{"room":"a"}"""u8.ToArray());
        _simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Single(server.TakeErrors());

        Assert.False(await Unobserved.AfterAsync(
            () =>
            {
                late.SetException(new InvalidOperationException("planted late, too"));
                late = null;
            },
            "planted late, too"));
    }
}
