namespace ImKit.Redis.Tests.Support;

/// <summary>The broker on a server of one test.</summary>
internal sealed class RedisBrokerHarness(RedisServer server) : RemoteBrokerHarness
{
    private readonly Dictionary<IBroker, RedisNode> _nodes = [];

    public override async ValueTask<IBroker> CreateAsync()
    {
        var node = await RedisNode.OpenAsync("brokers", server);
        _nodes.Add(node.Broker, node);
        return node.Broker;
    }

    public override ValueTask CrashAsync(IBroker broker) => _nodes[broker].DisposeAsync();

    public override async ValueTask CutAsync()
    {
        foreach (var kind in new[] { "normal", "pubsub" })
            await server.CommandAsync("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes");
    }

    public override ValueTask StopAsync()
    {
        server.Kill();
        return default;
    }

    public override async ValueTask StartAsync() => await server.StartAgainAsync();

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Values)
            await node.DisposeAsync();
        await server.DisposeAsync();
    }
}
