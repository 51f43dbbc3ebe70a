using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Support;

/// <summary>One node of a <see cref="SimulatedCluster"/>. It can be stopped in order, put to sleep as by SIGSTOP, and killed.</summary>
internal sealed class SimulatedNode : IAsyncDisposable
{
    private readonly SimulatedCluster _cluster;
    private readonly PauseGate _gate;
    private readonly GatedFeedStore _feed;
    private readonly GatedSectionStore _sections;
    private readonly CountingRegistry _registry;
    private readonly MessagingNode _node;
    private readonly ITimer _alive;
    private readonly NodeRoles _roles;
    private bool _ended;
    private bool _drains;

    public SimulatedNode(SimulatedCluster cluster, string id, int number, NodeRoles roles)
    {
        _cluster = cluster;
        Id = new NodeId(id);
        _roles = roles;
        _gate = new PauseGate(cluster.Simulation.Scheduler);
        _feed = new GatedFeedStore(cluster.Stores.Feed, _gate);
        _sections = new GatedSectionStore(cluster.Stores.Sections, _gate);
        _registry = new CountingRegistry(new InProcessNodeRegistry(cluster.Wire.Cluster));
        _node = new MessagingNode(
            cluster.Stores,
            options =>
            {
                options.Node.Id = id;
                options.Roles = roles;
                options.Node.Number = number;
                options.Node.Lease = SimulatedCluster.Lease;
            },
            cluster.Simulation.Clock, feed: _feed, wire: cluster.Wire, work: _gate,
            sections: _sections, services: services => services.AddSingleton<INodeRegistry>(_registry));
        _node.Messages.Before = _ => _gate.PassAsync();
        _node.Messages.BeforeMark = _gate.PassAsync;
        _alive = cluster.Simulation.Clock.CreateTimer(_ => Renew(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public NodeId Id { get; }

    public IConversations Chat => _node.Chat;

    public RecordingRouter Router => _node.Router;

    public int SectionCalls => _sections.Calls;

    public int RegistryLooks => _registry.Looks;

    public int UndispatchedReads => _node.Messages.UndispatchedReads;

    private NodeInfo Info => _drains ? Whole with { Weight = 0 } : Whole;

    private NodeInfo Whole => new() { Id = Id, BootId = _node.Get<NodeIdentity>().BootId, Roles = _roles };

    public T Get<T>()
        where T : notnull => _node.Get<T>();

    public void Start()
    {
        _cluster.Wire.Cluster.Join(Info, SimulatedCluster.Lease);
        _alive.Change(SimulatedCluster.Lease / 3, SimulatedCluster.Lease / 3);
        _ = _node.StartAsync();
    }

    /// <summary>Nothing of the node runs any more until it wakes; what it had begun in a store comes after that.</summary>
    public void Sleep()
    {
        _gate.Close();
        _cluster.Wire.Cut(Id);
    }

    /// <summary>It falls asleep with its next feed rows on their way, under versions that they have got already.</summary>
    public void SleepAtNextFeedWrite() => _feed.Writing = () =>
    {
        _feed.Writing = static () => { };
        Sleep();
    };

    public void WakeUp()
    {
        _cluster.Wire.Join(Id, _node.Get<Routing.INodeMessages>());
        _gate.Open();
    }

    /// <summary>It never wakes.</summary>
    public void Kill() => Sleep();

    /// <summary>It says that it stops, and goes on with what it has.</summary>
    public void Drain()
    {
        _drains = true;
        _cluster.Wire.Cluster.Renew(Info, SimulatedCluster.Lease);
    }

    public async Task StopAsync()
    {
        _ended = true;
        // As the host does: it says that it drains before anything stops.
        Drain();
        await _cluster.RunAsync(_node.StopAsync());
        _alive.Dispose();
        _cluster.Wire.Cluster.Leave(Info);
        _cluster.Wire.Cut(Id);
    }

    public async ValueTask DisposeAsync()
    {
        _alive.Dispose();
        if (!_ended)
        {
            _gate.Open();
            _ended = true;
            _node.Get<MessagingLifetime>().Stop();
            await _cluster.RunAsync(_node.StopAsync(new CancellationToken(canceled: true)));
        }

        await _node.DisposeAsync();
    }

    private void Renew()
    {
        if (!_gate.IsClosed && !_cluster.Wire.Cluster.Renew(Info, SimulatedCluster.Lease))
            _cluster.Wire.Cluster.Join(Info, SimulatedCluster.Lease);
    }
}
