using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>How fast clients may ask. Permits come back so seldom here that no test sees it; the token is "user device".</summary>
public sealed class RateTests
{
    private const int Echo = 1000;
    private const int Free = 1001;
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Who_asks_too_fast_is_refused_and_nobody_else_is()
    {
        await using var server = await StartAsync(rates => Limit(rates, RateScope.User));
        await using var ann = await server.LoginAsync("ann phone", version: 2);
        await using var pad = await server.LoginAsync("ann pad", version: 2);
        await using var bob = await server.LoginAsync("bob phone", version: 2);
        Assert.True(await Answers(ann));
        Assert.True(await Answers(pad));
        Assert.True(await Answers(ann));
        Assert.False(await Answers(ann));
        Assert.False(await Answers(pad));
        Assert.True(await Answers(bob));
        Assert.True(await Answers(ann, Free));
    }

    [Fact]
    public async Task Devices_may_be_counted_one_by_one()
    {
        await using var server = await StartAsync(rates => Limit(rates, RateScope.Device));
        await using var phone = await server.LoginAsync("ann phone", version: 2);
        await using var pad = await server.LoginAsync("ann pad", version: 2);
        for (var i = 0; i < 3; i++)
            Assert.True(await Answers(phone));
        Assert.False(await Answers(phone));
        Assert.True(await Answers(pad));
    }

    [Fact]
    public async Task Users_of_one_address_may_be_counted_together()
    {
        await using var server = await StartAsync(rates => Limit(rates, RateScope.Address));
        await using var ann = await server.LoginAsync("ann phone", version: 2);
        await using var bob = await server.LoginAsync("bob phone", version: 2);
        Assert.True(await Answers(ann));
        Assert.True(await Answers(bob));
        Assert.True(await Answers(ann));
        Assert.False(await Answers(bob));
    }

    [Fact]
    public async Task Who_does_not_stop_is_closed_and_locked_out_for_a_while()
    {
        await using var server = await StartAsync(rates =>
        {
            Limit(rates, RateScope.User);
            rates.RefusalsBeforeBan = 3;
        });
        await using var ann = await server.LoginAsync("ann phone", version: 2);
        for (var i = 0; i < 6; i++)
            await ann.SendAsync(Echo);
        var notice = await ann.ExpectDisconnectAsync();
        Assert.Equal((CloseReason.RateExceeded.Code, 10_000), (notice.Code, notice.RetryAfterMs));

        await using (var early = server.Connect())
        {
            await early.SendAsync(Operations.Login, Encoding.UTF8.GetBytes("ann phone"));
            Assert.Equal(CloseReason.RateExceeded.Code, (await early.ExpectDisconnectAsync()).Code);
        }

        _simulation.Advance(TimeSpan.FromSeconds(11));
        await using var late = await server.LoginAsync("ann phone", version: 2);
        Assert.True(await Answers(late, Free));
    }

    [Fact]
    public async Task Many_refused_logins_close_an_address_for_a_while_and_no_other()
    {
        await using var server = await StartAsync(static rates => rates.BadLoginsBeforeBan = 4);
        var guesser = new InMemoryClientOptions { Remote = new System.Net.IPEndPoint(System.Net.IPAddress.Parse("2001:db8::1"), 1) };
        for (var i = 0; i < 4; i++)
            Assert.Equal(CloseReason.Unauthenticated.Code, await RefusedAsync(server, "?", guesser));
        var neighbour = guesser with { Remote = new System.Net.IPEndPoint(System.Net.IPAddress.Parse("2001:db8::2"), 1) };
        Assert.Equal(CloseReason.Busy.Code, await RefusedAsync(server, "ann phone", neighbour));
        var other = guesser with { Remote = new System.Net.IPEndPoint(System.Net.IPAddress.Parse("2001:db8:0:1::1"), 1) };
        await using (await server.LoginAsync("ann phone", options: other))
            _simulation.Advance(TimeSpan.FromSeconds(11));
        await using var late = await server.LoginAsync("ann phone", options: neighbour);
    }

    [Fact]
    public void Each_further_ban_lasts_twice_as_long_until_it_is_forgotten()
    {
        var clock = new VirtualClock();
        var bans = new BanList<string>(Terms(35), clock);
        foreach (var seconds in new[] { 10, 20, 35, 35 })
        {
            Assert.Null(bans.Note("eve"));
            Assert.Equal(TimeSpan.FromSeconds(seconds), bans.Note("eve"));
            Assert.Equal(TimeSpan.FromSeconds(seconds), bans.Left("eve"));
            Assert.Equal(TimeSpan.Zero, bans.Left("ann"));
            clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Equal(TimeSpan.Zero, bans.Left("eve"));
        }

        clock.Advance(TimeSpan.FromSeconds(350));
        bans.Note("eve");
        Assert.Equal(TimeSpan.FromSeconds(10), bans.Note("eve"));
    }

    [Fact]
    public void Refusals_that_lie_far_apart_lead_to_no_ban()
    {
        var clock = new VirtualClock();
        var bans = new BanList<string>(Terms(60), clock);
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(bans.Note("ann"));
            clock.Advance(TimeSpan.FromSeconds(11));
        }
    }

    private static BanTerms Terms(int longest) => new(2, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(longest));

    private static void Limit(RateOptions rates, RateScope scope) => rates.Rules.Add(new RateRule("echo")
    {
        Operations = [Echo], Scope = scope, Burst = 3, Permits = 1, Period = TimeSpan.FromDays(1),
    });

    private static async Task<bool> Answers(TestClient client, int operation = Echo)
    {
        await client.SendAsync(operation);
        return (await client.ExpectAsync(frame => frame.Operation == operation || frame.Operation == Operations.Error, "an answer")).Operation == operation;
    }

    private static async Task<int> RefusedAsync(TestServer server, string token, InMemoryClientOptions options)
    {
        await using var client = server.Connect(options);
        await client.SendAsync(Operations.Login, Encoding.UTF8.GetBytes(token));
        return (await client.ExpectDisconnectAsync()).Code;
    }

    private Task<TestServer> StartAsync(Action<RateOptions> rates) => TestServer.StartAsync(
        static builder => builder
            .AddAuthenticator(static (request, _) =>
            {
                var words = Encoding.UTF8.GetString(request.Token.Span).Split(' ');
                return ValueTask.FromResult(words.Length == 2
                    ? AuthResult.For(new UserId(words[0])) with { Device = new DeviceId(words[1]) }
                    : AuthResult.Refuse(CloseReason.Unauthenticated));
            })
            .Handle(Echo, static (_, _) => new(OperationReply.Empty))
            .Handle(Free, static (_, _) => new(OperationReply.Empty)),
        options => rates(options.Rates),
        _simulation);
}
