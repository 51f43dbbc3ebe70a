using ImKit.Nodes;

namespace ImKit.TestKit;

public abstract partial class SessionDirectorySpecification
{
    [Fact]
    public async Task Sessions_of_a_node_whose_lease_ended_are_not_returned_and_others_are()
    {
        var (dead, alive) = (await Join(), await Join());
        var (lost, kept) = (Session(dead, "ann", "lost"), Session(alive, "ann", "kept"));
        await Register(lost);
        await Register(kept);
        await Harness.AdvanceAsync(Harness.Lease * 0.6);
        await Registry.RenewAsync(alive, Harness.Lease, Cancel);
        await Harness.AdvanceAsync(Harness.Lease * 0.6);

        Assert.Equal(kept, Assert.Single(await Find("ann")));
        Assert.Null(await Directory.FindByKeyAsync(_tenant, lost.Key, Cancel));
        Assert.Equal([[kept]], await Directory.FindByUsersAsync(_tenant, [new UserId("ann")], Cancel));
        Assert.Null(await Register(Session(alive, "ann", "lost")));
    }

    [Fact]
    public async Task A_later_boot_begins_without_the_sessions_and_interests_of_the_earlier()
    {
        var first = await Join(boot: 1);
        var old = Session(first, "ann", "old");
        await Register(old);
        var room = await Interested(first);
        var second = await Join(boot: 2, first.Id.Value);

        Assert.Empty(await Find("ann"));
        Assert.Empty(await Directory.FindRoomNodesAsync(_tenant, room, Cancel));
        var young = Session(second, "ann", "young");
        await Register(young);
        await Directory.UnregisterAsync(old, Cancel);
        Assert.Equal(young, Assert.Single(await Find("ann")));
    }

    [Fact]
    public async Task A_node_that_leaves_takes_its_sessions_and_interests_along()
    {
        var (leaving, staying) = (await Join(), await Join());
        await Register(Session(leaving, "ann", "1"));
        var kept = Session(staying, "ann", "2");
        await Register(kept);
        var room = await Interested(leaving);
        await Directory.SetRoomInterestAsync(_tenant, room, staying.Id, true, Cancel);
        await Registry.LeaveAsync(leaving, Cancel);

        Assert.Equal(kept, Assert.Single(await Find("ann")));
        Assert.Equal([staying.Id], await Directory.FindRoomNodesAsync(_tenant, room, Cancel));
    }

    [Fact]
    public async Task A_room_is_announced_by_node_and_taken_back()
    {
        var (one, two) = (await Join(), await Join());
        var room = await Interested(one);
        await Directory.SetRoomInterestAsync(_tenant, room, two.Id, true, Cancel);
        await Directory.SetRoomInterestAsync(_tenant, room, two.Id, true, Cancel);
        Assert.Equal(new[] { one.Id, two.Id }.Order(), (await Directory.FindRoomNodesAsync(_tenant, room, Cancel)).Order());
        await Directory.SetRoomInterestAsync(_tenant, room, two.Id, false, Cancel);
        await Directory.SetRoomInterestAsync(_tenant, room, two.Id, false, Cancel);
        Assert.Equal([one.Id], await Directory.FindRoomNodesAsync(_tenant, room, Cancel));
        Assert.Empty(await Directory.FindRoomNodesAsync(Names.Tenant(), room, Cancel));
        Assert.Empty(await Directory.FindRoomNodesAsync(_tenant, new RoomId("live://" + Names.Unique()), Cancel));
    }

    [Fact]
    public async Task Interests_of_a_node_whose_lease_ended_are_not_returned()
    {
        var node = await Join();
        var room = await Interested(node);
        await Harness.AdvanceAsync(Harness.Lease * 1.2);
        Assert.Empty(await Directory.FindRoomNodesAsync(_tenant, room, Cancel));
    }

    private async Task<RoomId> Interested(NodeInfo node)
    {
        var room = new RoomId("live://" + Names.Unique());
        await Directory.SetRoomInterestAsync(_tenant, room, node.Id, true, Cancel);
        return room;
    }
}
