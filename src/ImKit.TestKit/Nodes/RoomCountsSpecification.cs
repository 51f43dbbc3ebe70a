using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>What every <see cref="IRoomCounts"/> keeps.</summary>
public abstract class RoomCountsSpecification : NodeSpecification
{
    private static readonly NodeId Nobody = new("nobody");
    private readonly TenantId _tenant = new("t" + Names.Unique());

    private IRoomCounts Counts => Harness.Counts ?? throw new InvalidOperationException("The harness has no room counts.");

    [Fact]
    public async Task A_room_has_the_members_of_all_nodes_but_the_one_that_is_left_out()
    {
        var (one, two, three) = (await Join(), await Join(), await Join());
        await Report(one, whole: true, ("r", 3), ("only", 1));
        await Report(two, whole: true, ("r", 4));
        await Report(three, whole: true, ("r", 500));
        Assert.Equal([7, 1, 0], await Count(three.Id, "r", "only", "none"));
        Assert.Equal([507], await Count(Nobody, "r"));
    }

    [Fact]
    public async Task A_report_of_changes_leaves_the_rest_and_forgets_rooms_without_members()
    {
        var node = await Join();
        await Report(node, whole: true, ("a", 1), ("b", 2), ("c", 3));
        await Report(node, whole: false, ("b", 5), ("c", 0), ("d", 1));
        Assert.Equal([1, 5, 0, 1], await Count(Nobody, "a", "b", "c", "d"));
        await Report(node, whole: true, ("d", 2));
        Assert.Equal([0, 0, 0, 2], await Count(Nobody, "a", "b", "c", "d"));
        Assert.Equal([new RoomCount(new RoomId("d"), 2)], await Top("", 10));
    }

    [Fact]
    public async Task Changes_of_what_was_never_reported_or_has_ended_are_refused()
    {
        var node = await Join();
        Assert.False(await Tell(node, whole: false, ("a", 1)));
        Assert.Equal([0], await Count(Nobody, "a"));
        await Report(node, whole: true);
        await Report(node, whole: false, ("a", 1));
        Assert.Equal([1], await Count(Nobody, "a"));
    }

    [Fact]
    public async Task A_report_counts_for_its_lease_and_an_empty_one_holds_it()
    {
        var node = await Join();
        await Report(node, whole: true, ("a", 1));
        for (var i = 0; i < 3; i++)
        {
            await Harness.AdvanceAsync(Harness.Lease * 0.6);
            Assert.True(await Registry.RenewAsync(node, Harness.Lease, Cancel));
            await Report(node, whole: false);
        }

        Assert.Equal([1], await Count(Nobody, "a"));
        for (var i = 0; i < 2; i++)
        {
            await Harness.AdvanceAsync(Harness.Lease * 0.6);
            Assert.True(await Registry.RenewAsync(node, Harness.Lease, Cancel));
        }

        Assert.Equal([0], await Count(Nobody, "a"));
        Assert.False(await Tell(node, whole: false, ("a", 1)));
    }

    [Fact]
    public async Task A_node_that_dies_or_leaves_takes_its_counts_along()
    {
        var (dead, gone, alive) = (await Join(), await Join(), await Join());
        foreach (var node in new[] { dead, gone, alive })
            await Report(node, whole: true, ("r", 10));
        await Registry.LeaveAsync(gone, Cancel);
        Assert.Equal([20], await Count(Nobody, "r"));
        await Harness.AdvanceAsync(Harness.Lease * 0.6);
        Assert.True(await Registry.RenewAsync(alive, Harness.Lease, Cancel));
        await Report(alive, whole: false);
        await Harness.AdvanceAsync(Harness.Lease * 0.6);
        Assert.Equal([10], await Count(Nobody, "r"));
        Assert.Equal([new RoomCount(new RoomId("r"), 10)], await Top("", 10));
    }

    [Fact]
    public async Task What_an_earlier_boot_has_reported_does_not_count()
    {
        var first = await Join(boot: 1);
        await Report(first, whole: true, ("r", 10));
        var second = await Join(boot: 2, first.Id.Value);
        Assert.Equal([0], await Count(Nobody, "r"));
        Assert.False(await Tell(second, whole: false, ("r", 1)));
        await Report(second, whole: true, ("r", 1));
        await Tell(first, whole: true, ("r", 10));
        Assert.Equal([1], await Count(Nobody, "r"));
    }

    [Fact]
    public async Task The_top_rooms_are_those_with_the_most_members_over_all_nodes()
    {
        // On no node is it among the first hundreds, and together it is the largest.
        var nodes = new List<NodeInfo>();
        for (var n = 0; n < 3; n++)
        {
            var node = await Join();
            nodes.Add(node);
            await Report(node, whole: true, [.. Enumerable.Range(0, 400).Select(i => ($"x-{n}-{i}", 50)), ("spread", 40), ("y", 1)]);
        }

        Assert.Equal([new RoomCount(new RoomId("spread"), 120)], await Top("", 1));
        Assert.Equal([new RoomCount(new RoomId("spread"), 120), new RoomCount(new RoomId("y"), 3)], (await Top("", 10_000)).Where(room => room.Room.Value[0] != 'x'));
        Assert.Equal([new RoomCount(new RoomId("y"), 3)], await Top("y", 5));
        Assert.Equal(400, (await Top("x-1-", 10_000)).Count);
        Assert.Equal([50, 50, 50], (await Top("x-", 3)).Select(room => room.Members));
        Assert.Equal([new RoomCount(new RoomId("spread"), 80)], await Counts.TopAsync(_tenant, "", 1, nodes[0].Id, Cancel));
        Assert.Empty(await Top("z", 5));
    }

    [Fact]
    public async Task Tenants_do_not_see_each_others_rooms()
    {
        var node = await Join();
        await Report(node, whole: true, ("r", 3));
        var other = new TenantId("t" + Names.Unique());
        Assert.Equal([0], await Counts.CountAsync(other, [new RoomId("r")], Nobody, Cancel));
        Assert.Empty(await Counts.TopAsync(other, "", 10, Nobody, Cancel));
        Assert.False(await Counts.ReportAsync(node.Id, node.BootId, other, [], whole: false, Harness.Lease, Cancel));
    }

    [Fact]
    public async Task Names_with_any_letters_are_counted()
    {
        var node = await Join();
        string[] names = ["live://1", "a b", "ü|{x}:*", "0", "-1"];
        await Report(node, whole: true, [.. names.Select(name => (name, 2))]);
        Assert.Equal([2, 2, 2, 2, 2], await Count(Nobody, names));
        Assert.Equal(names.Order(StringComparer.Ordinal), (await Top("", 10)).Select(room => room.Room.Value).Order(StringComparer.Ordinal));
    }

    private async Task Report(NodeInfo node, bool whole, params (string Room, int Members)[] rooms) => Assert.True(await Tell(node, whole, rooms));

    private async Task<bool> Tell(NodeInfo node, bool whole, params (string Room, int Members)[] rooms) => await Counts.ReportAsync(
        node.Id, node.BootId, _tenant, [.. rooms.Select(static room => new RoomCount(new RoomId(room.Room), room.Members))], whole, Harness.Lease, Cancel);

    private async Task<IReadOnlyList<int>> Count(NodeId except, params string[] rooms) =>
        await Counts.CountAsync(_tenant, [.. rooms.Select(static room => new RoomId(room))], except, Cancel);

    private async Task<IReadOnlyList<RoomCount>> Top(string prefix, int limit) => await Counts.TopAsync(_tenant, prefix, limit, Nobody, Cancel);
}
