namespace ImKit.TestKit;

/// <summary>What every <see cref="ImKit.Nodes.INodeRegistry"/> keeps.</summary>
public abstract class NodeRegistrySpecification : NodeSpecification
{
    [Fact]
    public async Task A_node_that_joined_is_listed_as_it_described_itself()
    {
        var node = Node() with { Weight = 7, Connections = 12, Addresses = 3, Number = 17, Roles = NodeRoles.Access, Capacity = 1000, Endpoints = "wss://one.example/im tcps://one.example:3101" };
        await Registry.JoinAsync(node, Harness.Lease, Cancel);
        Assert.Equal(node, await Listed(node.Id));
    }

    [Fact]
    public async Task A_renewal_keeps_a_node_alive_and_reports_its_numbers()
    {
        var node = await Join();
        for (var i = 1; i <= 3; i++)
        {
            await Harness.AdvanceAsync(Harness.Lease * 0.6);
            Assert.True(await Registry.RenewAsync(node with { Connections = i, Weight = 0 }, Harness.Lease, Cancel));
            Assert.Equal((i, 0), ((await Listed(node.Id))!.Connections, (await Listed(node.Id))!.Weight));
        }
    }

    [Fact]
    public async Task A_node_that_does_not_renew_is_dead_and_is_told_so()
    {
        var (silent, alive) = (await Join(), await Join());
        await Harness.AdvanceAsync(Harness.Lease * 0.6);
        Assert.True(await Registry.RenewAsync(alive, Harness.Lease, Cancel));
        await Harness.AdvanceAsync(Harness.Lease * 0.6);

        Assert.Null(await Listed(silent.Id));
        Assert.NotNull(await Listed(alive.Id));
        Assert.False(await Registry.RenewAsync(silent, Harness.Lease, Cancel));
        Assert.Null(await Listed(silent.Id));
        await Registry.JoinAsync(silent, Harness.Lease, Cancel);
        Assert.NotNull(await Listed(silent.Id));
    }

    [Fact]
    public async Task A_later_boot_takes_the_id_over_and_the_earlier_one_is_told()
    {
        var first = await Join(boot: 1);
        var second = await Join(boot: 2, first.Id.Value);
        Assert.False(await Registry.RenewAsync(first, Harness.Lease, Cancel));
        await Registry.LeaveAsync(first, Cancel);
        Assert.Equal(second, await Listed(first.Id));
        Assert.True(await Registry.RenewAsync(second, Harness.Lease, Cancel));
    }

    [Fact]
    public async Task An_earlier_boot_that_joins_late_changes_nothing()
    {
        var second = await Join(boot: 2);
        var first = await Join(boot: 1, second.Id.Value);
        Assert.Equal(second, await Listed(second.Id));
        Assert.False(await Registry.RenewAsync(first, Harness.Lease, Cancel));
        Assert.True(await Registry.RenewAsync(second, Harness.Lease, Cancel));
    }

    [Fact]
    public async Task A_node_that_leaves_is_gone_at_once()
    {
        var node = await Join();
        await Registry.LeaveAsync(node, Cancel);
        Assert.Null(await Listed(node.Id));
        Assert.False(await Registry.RenewAsync(node, Harness.Lease, Cancel));
        await Registry.LeaveAsync(node, Cancel);
    }

    [Fact]
    public async Task A_node_that_never_joined_cannot_renew()
    {
        var node = Node();
        Assert.False(await Registry.RenewAsync(node, Harness.Lease, Cancel));
        Assert.Null(await Listed(node.Id));
    }

    [Fact]
    public async Task Of_many_boots_that_join_at_once_the_latest_holds_the_id()
    {
        var id = Node().Id;
        await Task.WhenAll(Enumerable.Range(1, 20).Select(boot => Join(boot, id.Value)));
        Assert.Equal(20, (await Listed(id))!.BootId);
    }
}
