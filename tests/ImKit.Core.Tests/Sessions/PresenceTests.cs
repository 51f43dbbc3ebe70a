using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Presence;
using ImKit.Storage;
using ImKit.Testing;
using ImKit.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Sessions;

/// <summary>Who of these people is online.</summary>
public sealed class PresenceTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Who_watches_is_told_who_is_there_and_who_comes()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var bob = await server.LoginAsync(Tokens.For("bob"));
        await using var ann = await server.LoginAsync(Tokens.For("ann"), version: 2);
        Assert.Equal([("bob", true), ("cid", false)], await WatchAsync(ann, "bob", "cid"));

        await using var cid = await server.LoginAsync(Tokens.For("cid"));
        await using var second = await server.LoginAsync(Tokens.For("cid"));
        _simulation.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([("cid", true)], await NextAsync(ann));
        _simulation.Advance(TimeSpan.FromSeconds(10));
        ann.ReadArrived();
        Assert.Empty(ann.Take(Operations.Presence));
        Assert.Equal([new UserId("cid")], await server.ImKit.FindOnlineAsync([new UserId("eve"), new UserId("cid")]));
    }

    [Fact]
    public async Task A_reconnect_is_no_news_and_a_user_who_stays_away_is()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var ann = await server.LoginAsync(Tokens.For("ann"), version: 2);
        var bob = await server.LoginAsync(Tokens.For("bob"));
        await WatchAsync(ann, "bob");
        await bob.DisposeAsync();
        _simulation.Advance(TimeSpan.FromSeconds(6));
        await using (await server.LoginAsync(Tokens.For("bob")))
            _simulation.Advance(TimeSpan.FromSeconds(6));
        ann.ReadArrived();
        Assert.Empty(ann.Take(Operations.Presence));
        _simulation.Advance(TimeSpan.FromSeconds(13));
        Assert.Equal([("bob", false)], await NextAsync(ann));
    }

    [Fact]
    public async Task A_later_request_takes_the_place_of_the_earlier_and_a_watcher_who_goes_is_forgotten()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        var watch = server.Services.GetRequiredService<PresenceWatch>();
        await using var ann = await server.LoginAsync(Tokens.For("ann"), version: 2);
        await WatchAsync(ann, "bob", "cid");
        await WatchAsync(ann, "dan");
        Assert.Equal(1, watch.Watched);
        await using var bob = await server.LoginAsync(Tokens.For("bob"));
        _simulation.Advance(TimeSpan.FromSeconds(3));
        ann.ReadArrived();
        Assert.Empty(ann.Take(Operations.Presence));

        await ann.DisposeAsync();
        _simulation.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, watch.Watched);
    }

    [Fact]
    public async Task Who_has_blocked_the_asker_looks_offline_to_them()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await server.Services.GetRequiredService<IContactStore>().SetAsync(
            default, new UserId("bob"), new Contact { User = new UserId("ann"), Blocked = true }, TestContext.Current.CancellationToken);
        await using var bob = await server.LoginAsync(Tokens.For("bob"));
        await using var ann = await server.LoginAsync(Tokens.For("ann"), version: 2);
        Assert.Equal([("bob", false)], await WatchAsync(ann, "bob"));
    }

    [Fact]
    public async Task More_users_than_allowed_and_names_that_are_none_are_refused()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Presence.MaxWatched = 2);
        await using var ann = await server.LoginAsync(Tokens.For("ann"), version: 2);
        foreach (var users in new string[][] { ["a", "b", "c"], ["a", ""], [new string('x', 200)] })
        {
            await ann.SendAsync(Operations.WatchPresence, Body(users));
            Assert.InRange(Error.Parser.ParseFrom((await ann.ExpectAsync(Operations.Error)).Body.Span).Code, 201, 202);
        }
    }

    [Fact]
    public async Task A_node_that_dies_takes_its_users_offline_for_those_who_watch_on_another()
    {
        var cluster = new InProcessCluster(_simulation.Clock);
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.Services.AddSingleton(cluster));
        var dead = new NodeInfo { Id = new NodeId("dead"), BootId = 7 };
        cluster.Join(dead, TimeSpan.FromSeconds(15));
        cluster.Sessions.Register(
            new SessionRecord { Tenant = default, User = new UserId("bob"), Key = new ConnectionKey("k"), Node = dead.Id, BootId = 7, SessionId = 1 }, default);
        await using var ann = await server.LoginAsync(Tokens.For("ann"), version: 2);
        Assert.Equal([("bob", true)], await WatchAsync(ann, "bob"));
        _simulation.Advance(TimeSpan.FromSeconds(28));
        Assert.Equal([("bob", false)], await NextAsync(ann));
    }

    private static byte[] Body(params string[] users) => Google.Protobuf.MessageExtensions.ToByteArray(new WatchPresenceRequest { Users = { users } });

    private static async Task<IEnumerable<(string, bool)>> WatchAsync(TestClient client, params string[] users)
    {
        await client.SendAsync(Operations.WatchPresence, Body(users));
        return States(await client.ExpectAsync(Operations.WatchPresenceReply));
    }

    private static async Task<IEnumerable<(string, bool)>> NextAsync(TestClient client) => States(await client.ExpectAsync(Operations.Presence));

    private static IEnumerable<(string, bool)> States(TestFrame frame) =>
        PresencePush.Parser.ParseFrom(frame.Body.Span).Users.Select(static state => (state.UserId, state.Online));
}
