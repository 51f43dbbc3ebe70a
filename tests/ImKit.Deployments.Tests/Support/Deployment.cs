namespace ImKit.Deployments.Tests.Support;

/// <summary>Where the application runs: on how many nodes, and with what between and below them. One for all tests of a class.</summary>
public abstract class Deployment : IAsyncLifetime
{
    private readonly List<Node> _nodes = [];

    /// <summary>The nodes of the application.</summary>
    protected virtual int Count => 1;

    /// <summary>The line or two by which a deployment differs.</summary>
    protected abstract void Deploy(IImKitBuilder builder);

    /// <summary>Starts the servers that are not ImKit's.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    protected virtual Task EndAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        await BeginAsync();
        for (var number = 1; number <= Count; number++)
        {
            var node = new Node(number, Deploy);
            await node.StartAsync();
            _nodes.Add(node);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await EndAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The node that serves a number; with one node, always the same.</summary>
    internal Node this[int number] => _nodes[number % _nodes.Count];

    /// <summary>A device of a user, at a node first, and at the others if that one is away.</summary>
    internal async Task<Device> ConnectAsync(string user, int node, string device = "phone", string room = "")
    {
        var connected = new Device(user, device, room, Enumerable.Range(node, _nodes.Count).Select(number => this[number].Address));
        await connected.ConnectAsync();
        return connected;
    }
}
