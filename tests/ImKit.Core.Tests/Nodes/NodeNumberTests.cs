using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Two nodes with one number could give two entries one message id.</summary>
public sealed class NodeNumberTests
{
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;

    public NodeNumberTests() => _cluster = new InProcessCluster(_simulation.Clock);

    [Fact]
    public async Task A_node_does_not_start_with_the_number_of_another_that_lives()
    {
        await using var first = await StartAsync("one", 7);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("two", 7));
        Assert.Contains("'one'", refusal.Message);
        Assert.Equal(["one"], _cluster.List().Select(static node => node.Id.Value));
    }

    [Fact]
    public async Task A_node_waits_for_the_number_of_one_that_has_died()
    {
        _cluster.Join(new NodeInfo { Id = new NodeId("dead"), BootId = 1, Number = 7 }, TimeSpan.FromSeconds(15));
        await using var server = await StartAsync("new", 7);
        Assert.Equal(["new"], _cluster.List().Select(static node => node.Id.Value));
    }

    [Fact]
    public async Task Nodes_with_different_numbers_start()
    {
        await using var first = await StartAsync("one", 7);
        await using var second = await StartAsync("two", 8);
        Assert.Equal([7, 8], _cluster.List().Select(static node => node.Number).Order());
    }

    // In a simulation a start lets the time pass that it takes.
    private Task<TestServer> StartAsync(string id, int number) => AccessServer.StartAsync(
        _simulation,
        options => (options.Node.Id, options.Node.Number) = (id, number),
        builder => builder.Services.Replace(ServiceDescriptor.Singleton(_cluster)));
}
