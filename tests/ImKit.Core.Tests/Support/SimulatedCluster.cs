using ImKit.Storage;
using ImKit.Testing;

namespace ImKit.Core.Tests.Support;

/// <summary>A few messaging nodes over one database, on virtual time and in an order that a seed chooses.</summary>
internal sealed class SimulatedCluster : IAsyncDisposable
{
    /// <summary>A node's lease. What it held is another's no later than this after its death.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly List<SimulatedNode> _nodes = [];

    public SimulatedCluster(int seed)
    {
        Simulation = new Simulation(seed);
        Stores = new MemoryStores(Simulation.Clock);
        Wire = new NodeWire(Simulation.Clock);
    }

    public Simulation Simulation { get; }

    public MemoryStores Stores { get; }

    public NodeWire Wire { get; }

    /// <summary>Runs a scenario under many seeds.</summary>
    public static async Task ExploreAsync(Func<SimulatedCluster, Task> scenario)
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            try
            {
                await using var cluster = new SimulatedCluster(seed);
                await scenario(cluster);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
            }
        }
    }

    /// <summary>Starts a node, and lets a moment pass in which sections are handed over.</summary>
    public SimulatedNode Start(string id, NodeRoles roles = NodeRoles.All)
    {
        var node = new SimulatedNode(this, id, _nodes.Count, roles);
        _nodes.Add(node);
        node.Start();
        Pass(TimeSpan.FromMilliseconds(10));
        return node;
    }

    public void Pass(TimeSpan time) => Simulation.Advance(time);

    public async Task<T> RunAsync<T>(ValueTask<T> call)
    {
        var task = call.AsTask();
        await Simulation.CompleteAsync(task, Patience);
        return await task;
    }

    public async Task RunAsync(Task task)
    {
        await Simulation.CompleteAsync(task, Patience);
        await task;
    }

    public async Task<SendAck> TellAsync(SimulatedNode node, UserId from, UserId to) =>
        (await RunAsync(node.Chat.SendAsync(MessageDraft.Text(from, Chat.NewId(), "text") with { ToUser = to }))).Value;

    /// <summary>The sections of a kind that a node holds by the store's account.</summary>
    public async Task<int[]> HeldByAsync(SimulatedNode node, SectionKind kind) =>
        [.. (await Stores.Sections.ReadAsync(kind, default)).Where(lease => lease.Holder?.Node == node.Id && lease.Remaining > TimeSpan.Zero).Select(lease => lease.Number)];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }
}
