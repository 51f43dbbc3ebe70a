using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>What the specifications of directory and registry share.</summary>
public abstract class NodeSpecification : IAsyncLifetime
{
    private NodeHarness? _harness;

    /// <summary>The directory under test.</summary>
    protected ISessionDirectory Directory => Harness.Directory;

    /// <summary>The registry under test.</summary>
    protected INodeRegistry Registry => Harness.Registry;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected NodeHarness Harness => _harness ?? throw new InvalidOperationException("InitializeAsync has not run.");

    /// <summary>Makes directory and registry for one test.</summary>
    protected abstract ValueTask<NodeHarness> CreateAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _harness = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_harness is not null)
            await _harness.DisposeAsync();
    }

    private protected static NodeInfo Node(long boot = 1, string? id = null) => new()
    {
        Id = new NodeId(id ?? "n-" + Names.Unique()),
        BootId = boot,
        Address = "node.example:3101",
        Region = "eu",
    };

    private protected async Task<NodeInfo> Join(long boot = 1, string? id = null)
    {
        var node = Node(boot, id);
        await Registry.JoinAsync(node, Harness.Lease, Cancel);
        return node;
    }

    /// <summary>Registers without limits.</summary>
    /// <returns>The session that was replaced, or null.</returns>
    protected async Task<SessionRecord?> Register(SessionRecord session)
    {
        var registration = await Directory.RegisterAsync(session, default, Cancel);
        Assert.True(registration.Accepted);
        return registration.Replaced.SingleOrDefault();
    }

    private protected async Task<NodeInfo?> Listed(NodeId id) => (await Registry.ListAsync(Cancel)).SingleOrDefault(node => node.Id == id);
}
