using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>What every <see cref="ISessionDirectory"/> keeps, together with the <see cref="INodeRegistry"/> beside it.</summary>
public abstract partial class SessionDirectorySpecification : NodeSpecification
{
    private static long _lastSession;
    private readonly TenantId _tenant = Names.Tenant();

    [Fact]
    public async Task A_registered_session_is_found_by_user_and_by_key_as_it_was_given()
    {
        var session = Session(await Join(), "ann", "key") with { Device = new DeviceId("phone 1"), DeviceClass = "ios" };
        Assert.Null(await Register(session));
        Assert.Equal(session, Assert.Single(await Find("ann")));
        Assert.Equal(session, await Directory.FindByKeyAsync(_tenant, session.Key, Cancel));
    }

    [Fact]
    public async Task A_later_session_under_the_key_replaces_the_earlier_and_returns_it()
    {
        var (one, two) = (await Join(), await Join());
        var (first, second) = (Session(one, "ann", "key"), Session(two, "ann", "key"));
        await Register(first);
        Assert.Equal(first, await Register(second));
        Assert.Equal(second, Assert.Single(await Find("ann")));
    }

    [Fact]
    public async Task A_key_that_changes_its_user_leaves_the_earlier_user()
    {
        var node = await Join();
        var first = Session(node, "ann", "key");
        await Register(first);
        Assert.Equal(first, await Register(Session(node, "bob", "key")));
        Assert.Empty(await Find("ann"));
        Assert.Single(await Find("bob"));
    }

    [Fact]
    public async Task Registering_the_very_same_session_again_is_harmless()
    {
        var session = Session(await Join(), "ann", "key");
        await Register(session);
        Assert.Null(await Register(session));
        Assert.Equal(session, Assert.Single(await Find("ann")));
    }

    [Fact]
    public async Task An_unregister_that_arrives_late_removes_nothing_newer()
    {
        var node = await Join();
        var (first, second) = (Session(node, "ann", "key"), Session(node, "ann", "key"));
        await Register(first);
        await Register(second);
        await Directory.UnregisterAsync(first, Cancel);
        Assert.Equal(second, Assert.Single(await Find("ann")));
        await Directory.UnregisterAsync(second, Cancel);
        await Directory.UnregisterAsync(second, Cancel);
        Assert.Empty(await Find("ann"));
        Assert.Null(await Directory.FindByKeyAsync(_tenant, second.Key, Cancel));
    }

    [Fact]
    public async Task A_user_has_as_many_sessions_as_keys()
    {
        var (one, two) = (await Join(), await Join());
        SessionRecord[] sessions = [Session(one, "ann", "web"), Session(two, "ann", "phone"), Session(one, "ann", "pad")];
        foreach (var session in sessions)
            Assert.Null(await Register(session));
        Assert.Equal(Sorted(sessions), Sorted(await Find("ann")));
        var before = await Find("ann");
        await Directory.UnregisterAsync(sessions[1], Cancel);
        Assert.Equal(Sorted([sessions[0], sessions[2]]), Sorted(await Find("ann")));
        Assert.Equal(3, before.Count);
    }

    [Fact]
    public async Task Many_users_are_found_in_the_order_asked()
    {
        var node = await Join();
        var (ann, bob) = (Session(node, "ann", "1"), Session(node, "bob", "2"));
        await Register(ann);
        await Register(bob);
        var found = await Directory.FindByUsersAsync(_tenant, [new UserId("bob"), new UserId("eve"), new UserId("ann"), new UserId("bob")], Cancel);
        Assert.Equal([[bob], [], [ann], [bob]], found);
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        var node = await Join();
        var mine = Session(node, "ann", "key");
        var theirs = mine with { Tenant = Names.Tenant() };
        await Register(mine);
        Assert.Null(await Register(theirs));
        await Directory.UnregisterAsync(theirs, Cancel);
        Assert.Equal(mine, Assert.Single(await Find("ann")));
        Assert.Null(await Directory.FindByKeyAsync(theirs.Tenant, theirs.Key, Cancel));
    }

    [Fact]
    public async Task Of_many_registrations_at_once_one_holds_the_key_and_every_other_was_returned()
    {
        var node = await Join();
        var sessions = Enumerable.Range(0, 20).Select(_ => Session(node, "ann", "key")).ToArray();
        var replaced = await Task.WhenAll(sessions.Select(async session => await Register(session)));
        var holder = Assert.Single(await Find("ann"));
        Assert.Equal(Sorted(sessions.Where(session => session != holder)), Sorted(replaced.OfType<SessionRecord>()));
    }

    private SessionRecord Session(NodeInfo node, string user, string key) => new()
    {
        Tenant = _tenant,
        User = new UserId(user),
        Key = new ConnectionKey(key),
        Node = node.Id,
        BootId = node.BootId,
        SessionId = Interlocked.Increment(ref _lastSession),
    };

    private async Task<IReadOnlyList<SessionRecord>> Find(string user) => await Directory.FindByUserAsync(_tenant, new UserId(user), Cancel);

    private static IEnumerable<SessionRecord> Sorted(IEnumerable<SessionRecord> sessions) => sessions.OrderBy(session => session.SessionId);
}
