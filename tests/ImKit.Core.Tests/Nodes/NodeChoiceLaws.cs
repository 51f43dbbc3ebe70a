using CsCheck;
using ImKit.Nodes;

namespace ImKit.Core.Tests.Nodes;

public sealed class NodeChoiceLaws
{
    private static readonly string[] s_keys = [.. Enumerable.Range(0, 300).Select(static i => $"user-{i}")];

    private static readonly Gen<NodeInfo[]> s_nodes = Gen.Select(Gen.Int[1, 1000], Gen.Int[0, 3], Gen.Int[0, 100], Gen.Int[0, 1]).Array[2, 12].Select(static nodes => nodes.Select(
        static (node, i) => Node($"node-{i}") with { Weight = node.Item1, Region = $"r{node.Item2}", Capacity = node.Item4 * 100, Connections = node.Item3 }).ToArray());

    [Fact]
    public void A_node_that_goes_moves_its_own_keys_alone() => Gen.Select(s_nodes, Gen.Int[0, 100], Gen.Int[0, 3]).Sample(static (nodes, which, region) =>
    {
        var gone = nodes[which % nodes.Length];
        NodeInfo[] left = [.. nodes.Where(node => node != gone)];
        foreach (var key in s_keys)
        {
            var before = NodeChoice.Order(nodes, key, $"r{region}");
            Assert.Equal(before.Where(node => node != gone), NodeChoice.Order(left, key, $"r{region}"));
        }
    }, iter: 200);

    [Fact]
    public void A_node_that_comes_takes_keys_from_others_and_moves_none_between_them() => s_nodes.Sample(static nodes =>
    {
        var later = Node("later");
        foreach (var key in s_keys)
        {
            var first = NodeChoice.Order([.. nodes, later], key)[0];
            Assert.True(first == later || first == NodeChoice.Order(nodes, key)[0]);
        }
    }, iter: 200);

    [Fact]
    public void The_order_does_not_depend_on_that_of_the_registry() => s_nodes.Sample(static nodes =>
    {
        NodeInfo[] turned = [.. nodes.Reverse()];
        Assert.All(s_keys.Take(20), key => Assert.Equal(NodeChoice.Order(nodes, key), NodeChoice.Order(turned, key)));
        Assert.All(s_keys.Take(20), key => Assert.Equal(NodeChoice.Order(nodes, key)[0], NodeChoice.First(nodes, key)));
    }, iter: 200);

    [Fact]
    public void Shares_follow_weights() => Gen.Int[1, 20].Array[2, 6].Sample(static weights =>
    {
        const int Keys = 20_000;
        NodeInfo[] nodes = [.. weights.Select(static (weight, i) => Node($"n{i}") with { Weight = weight * 10 })];
        var shares = Enumerable.Range(0, Keys).CountBy(key => NodeChoice.Order(nodes, $"u{key}")[0].Id).ToDictionary();
        foreach (var node in nodes)
        {
            var share = node.Weight / (double)nodes.Sum(static other => other.Weight);
            // Five standard deviations of a fair draw.
            Assert.InRange(shares.GetValueOrDefault(node.Id), (Keys * share) - Slack(share), (Keys * share) + Slack(share));
        }

        static double Slack(double share) => 5 * Math.Sqrt(Keys * share * (1 - share));
    }, iter: 20);

    [Fact]
    public void Draining_nodes_and_those_without_connections_are_left_out() =>
        Assert.Equal(["a"], NodeChoice.Order([Node("a"), Node("b") with { Weight = 0 }, Node("c") with { Roles = NodeRoles.Business }], "u").Select(static node => node.Id.Value));

    [Fact]
    public void The_own_region_comes_first_and_full_nodes_last()
    {
        NodeInfo[] nodes =
        [
            Node("far-1") with { Region = "us", Weight = 10_000 }, Node("near-full") with { Region = "eu", Capacity = 10, Connections = 10, Weight = 10_000 },
            Node("near") with { Region = "eu", Weight = 1 }, Node("far-2") with { Region = "us", Weight = 10_000 },
        ];
        foreach (var key in s_keys)
        {
            var order = NodeChoice.Order(nodes, key, "eu").Select(static node => node.Id.Value).ToArray();
            Assert.Equal(("near", "near-full"), (order[0], order[^1]));
        }
    }

    [Theory]
    [InlineData(0, 0, 100)]
    [InlineData(1000, 500, 100)]
    [InlineData(1000, 501, 50)]
    [InlineData(1000, 751, 25)]
    [InlineData(1000, 876, 12.5)]
    [InlineData(1000, 999, 12.5)]
    public void The_fuller_a_node_the_less_its_weight_counts_in_coarse_steps(int capacity, int connections, double weight) =>
        Assert.Equal(weight, NodeChoice.WeightOf(Node("n") with { Capacity = capacity, Connections = connections }));

    private static NodeInfo Node(string id) => new() { Id = new NodeId(id), BootId = 1 };
}
