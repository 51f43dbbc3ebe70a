using ImKit.Nodes;

namespace ImKit.TestKit;

public abstract partial class SessionDirectorySpecification
{
    private static readonly SessionLimits OneOfAClass = new(0, 1, RefusesNew: false);

    [Fact]
    public async Task Beyond_the_limit_of_a_class_the_oldest_of_the_class_goes()
    {
        var (one, two) = (await Join(), await Join());
        var (web, phone, newer) = (Of(one, "1", "web"), Of(one, "2", "ios"), Of(two, "3", "web"));
        await Register(web);
        await Register(phone);
        var registration = await Directory.RegisterAsync(newer, OneOfAClass, Cancel);
        Assert.True(registration.Accepted);
        Assert.Equal([web], registration.Replaced);
        Assert.Equal(Sorted([phone, newer]), Sorted(await Find("ann")));
        Assert.Null(await Directory.FindByKeyAsync(_tenant, web.Key, Cancel));
        await Directory.UnregisterAsync(web, Cancel);
        Assert.Equal(newer, await Directory.FindByKeyAsync(_tenant, newer.Key, Cancel));
    }

    [Fact]
    public async Task A_new_session_is_refused_where_the_class_is_full_and_new_ones_are_to_be_refused()
    {
        var node = await Join();
        var first = Of(node, "1", "web");
        var rule = OneOfAClass with { RefusesNew = true };
        Assert.True((await Directory.RegisterAsync(first, rule, Cancel)).Accepted);
        var second = await Directory.RegisterAsync(Of(node, "2", "web"), rule, Cancel);
        Assert.Equal((false, 0), (second.Accepted, second.Replaced.Count));
        Assert.Equal(first, Assert.Single(await Find("ann")));
        Assert.Null(await Directory.FindByKeyAsync(_tenant, new ConnectionKey("2"), Cancel));
        Assert.True((await Directory.RegisterAsync(Of(node, "3", "ios"), rule, Cancel)).Accepted);
    }

    [Fact]
    public async Task A_reconnect_under_the_key_never_counts_against_itself()
    {
        var node = await Join();
        var (first, again) = (Of(node, "1", "web"), Of(node, "1", "web"));
        var rule = OneOfAClass with { RefusesNew = true };
        await Directory.RegisterAsync(first, rule, Cancel);
        var registration = await Directory.RegisterAsync(again, rule, Cancel);
        Assert.True(registration.Accepted);
        Assert.Equal([first], registration.Replaced);
        Assert.True((await Directory.RegisterAsync(again, rule, Cancel)).Accepted);
    }

    [Fact]
    public async Task Beyond_the_limit_of_a_user_the_oldest_go_whatever_their_class()
    {
        var node = await Join();
        SessionRecord[] sessions = [.. Enumerable.Range(0, 5).Select(i => Of(node, $"{i}", $"class {i}"))];
        foreach (var session in sessions[..4])
            await Register(session);
        var registration = await Directory.RegisterAsync(sessions[4], new SessionLimits(3, 0, false), Cancel);
        Assert.Equal(Sorted(sessions[..2]), Sorted(registration.Replaced));
        Assert.Equal(Sorted(sessions[2..]), Sorted(await Find("ann")));
    }

    [Fact]
    public async Task Sessions_of_dead_nodes_and_of_other_users_do_not_count()
    {
        var (dead, node) = (await Join(), await Join());
        await Register(Of(dead, "1", "web"));
        await Register(Session(node, "bob", "2") with { DeviceClass = "web" });
        await Registry.LeaveAsync(dead, Cancel);
        var registration = await Directory.RegisterAsync(Of(node, "3", "web"), OneOfAClass with { RefusesNew = true }, Cancel);
        Assert.Equal((true, 0), (registration.Accepted, registration.Replaced.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_logins_of_a_class_at_once_exactly_one_is_left(bool refusesNew)
    {
        var (one, two) = (await Join(), await Join());
        var sessions = Enumerable.Range(0, 20).Select(i => Of(i % 2 == 0 ? one : two, $"{i}", "web")).ToArray();
        var rule = OneOfAClass with { RefusesNew = refusesNew };
        var outcomes = await Task.WhenAll(sessions.Select(async session => await Directory.RegisterAsync(session, rule, Cancel)));
        var left = Assert.Single(await Find("ann"));
        Assert.Equal(refusesNew ? 1 : 20, outcomes.Count(outcome => outcome.Accepted));
        var gone = outcomes.SelectMany(outcome => outcome.Replaced);
        Assert.Equal(refusesNew ? [] : Sorted(sessions.Where(session => session != left)), Sorted(gone));
    }

    private SessionRecord Of(NodeInfo node, string key, string deviceClass) => Session(node, "ann", key) with { DeviceClass = deviceClass };
}
