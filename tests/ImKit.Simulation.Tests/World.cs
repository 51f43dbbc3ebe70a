using ImKit.Hosting;
using ImKit.Nodes;
using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Simulated.Tests;

/// <summary>Up to six nodes over one store, one directory and one broker, all in one simulation; what varies is the seed's.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly MemoryStores _stores;
    private readonly SwitchableMessageStore _messages;
    private readonly InProcessCluster _cluster;
    private readonly SimulatedBroker _broker;
    private readonly List<Node> _past = [];
    private readonly int _loops;
    private readonly int _pending;
    private readonly int _window;
    private readonly SlowConsumerPolicy _policy;
    private readonly RoomHistory? _history;
    private readonly bool _forgiving;
    private int _starts;

    /// <param name="seed">Chooses everything.</param>
    /// <param name="forgiving">A mistake that is planted: the registry says to a node whose lease has ended that it still holds it.</param>
    public World(int seed, bool forgiving = false)
    {
        _forgiving = forgiving;
        Random = new Random(seed);
        Simulation = new Simulation(seed);
        _cluster = new InProcessCluster(Simulation.Clock);
        _broker = new SimulatedBroker(Simulation.Scheduler);
        _stores = new MemoryStores(Simulation.Clock);
        _messages = new SwitchableMessageStore(_stores.Messages) { Before = _ => Fault(), After = _ => Fault() };
        _loops = 1 + Random.Next(3);
        _pending = 1500 << Random.Next(4);
        _window = 1 + Random.Next(8);
        _policy = Enum.GetValues<SlowConsumerPolicy>()[Random.Next(4)];
        FaultsInThousand = Random.Next(3) == 0 ? Random.Next(200) : 0;
        IsTroubled = Random.Next(2) == 0;
        _history = Random.Next(4) == 0 ? null : new RoomHistory { Entries = 1 << Random.Next(8), KeepEmpty = TimeSpan.FromSeconds(5 + Random.Next(30)) };
    }

    public Random Random { get; }

    public Simulation Simulation { get; }

    public List<Node> Nodes { get; } = [];

    /// <summary>How often a call of the store fails, before or after it has committed.</summary>
    public int FaultsInThousand { get; set; }

    /// <summary>Whether anything has happened after which an entry may be pushed again: a retry, a failed call, a stopped node; or out of order: a
    /// second node, which pushes what is sent through it on its own.</summary>
    public bool Repeats { get; set; }

    /// <summary>Whether nodes are killed, cut off and parted in this history.</summary>
    public bool IsTroubled { get; }

    /// <summary>What happened to nodes, and when: for whoever replays a history.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Messages between nodes that have waited for a partition to heal.</summary>
    public int Held => _broker.Held;

    /// <summary>Nodes that were killed.</summary>
    public int Kills => _past.Count(static node => node.Reach.IsDead);

    public List<RoomId> Rooms { get; } = [new("live://1"), new("live://2"), new("live://3")];

    public async Task StartNodeAsync()
    {
        var number = _starts++;
        Repeats |= number > 0;
        var reach = new Reach();
        var server = await AccessServer.StartAsync(
            Simulation,
            options =>
            {
                options.Node.Id = $"node-{number}";
                options.Node.Number = number;
                options.Node.Loops = _loops;
                options.SlowConsumers.MaxPendingBytes = _pending;
                options.SlowConsumers.Policy = _policy;
                options.Rooms.History.ForRooms("live://", _history).ForRooms("live://3", null);
                options.Messaging.AckWindow = _window;
                options.Drain.Period = TimeSpan.FromSeconds(2);
                options.Drain.Grace = TimeSpan.FromSeconds(1);
            },
            builder => Join(builder.Services, new NodeId($"node-{number}"), reach));
        Nodes.Add(new Node(number, server, reach));
        Tell($"node {number} starts");
    }

    private void Join(IServiceCollection services, NodeId node, Reach reach)
    {
        INodeRegistry registry = _forgiving ? new ForgivingRegistry(_cluster) : new InProcessNodeRegistry(_cluster);
        services.Replace(ServiceDescriptor.Singleton(_cluster));
        services.Replace(ServiceDescriptor.Singleton(_broker.For(node, reach)));
        Seam(registry, () => reach.Nodes);
        Seam<ISessionDirectory>(new InProcessSessionDirectory(_cluster), () => reach.Nodes);
        Seam<IMessageStore>(_messages, () => reach.Stores);
        Seam(_stores.Conversations, () => reach.Stores);
        Seam(_stores.Feed, () => reach.Stores);
        Seam<ISectionStore>(_stores.Sections, () => reach.Stores);

        void Seam<T>(T inner, Func<Trouble> trouble)
            where T : class => services.Replace(ServiceDescriptor.Singleton(Guard.Of(inner, trouble)));
    }

    /// <summary>Nodes part into two sides: what one side tells the other waits.</summary>
    public void Part()
    {
        foreach (var node in Nodes)
            node.Reach.Side = Random.Next(2);
        Tell($"parted: {string.Join(' ', Nodes.Select(static node => node.Reach.Side))}");
    }

    /// <summary>A node does not reach the other nodes' means, or its store, or both.</summary>
    public void Cut(Node node)
    {
        Repeats = true;
        var which = Random.Next(3);
        // Redis tells that it does not answer; a store may keep silent.
        node.Reach.Cut(which == 1 ? Trouble.None : (Trouble)Random.Next(1, 3), which == 0 ? Trouble.None : (Trouble)Random.Next(1, 4));
        Tell($"node {node.Number} is cut off, from nodes: {node.Reach.Nodes}, from stores: {node.Reach.Stores}");
    }

    /// <summary>A node ends without a word.</summary>
    public void Kill(Node node)
    {
        Repeats = true;
        Nodes.Remove(node);
        _past.Add(node);
        node.Reach.Kill();
        Tell($"node {node.Number} is killed");
    }

    /// <summary>Everybody reaches everything again.</summary>
    public void Heal()
    {
        // What a dead node had given to the broker is delivered too.
        foreach (var node in AllNodes)
            node.Reach.Heal();
        _broker.GoOn();
        Tell("healed");
    }

    public void Tell(string what) => Events.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Simulation.Clock.Elapsed.TotalSeconds,7:F2} s  {what}"));

    /// <summary>Begins to stop a node; its clients are let go over the next seconds.</summary>
    public void StopNode(Node node)
    {
        Repeats = true;
        Nodes.Remove(node);
        _past.Add(node);
        Tell($"node {node.Number} stops");
        _ = node.Server.BeginStop();
    }

    /// <summary>Every node there ever was.</summary>
    public IEnumerable<Node> AllNodes => Nodes.Concat(_past);

    /// <summary>Lets the nodes that were told to stop come to their end.</summary>
    public async Task FinishStopsAsync()
    {
        Simulation.Advance(TimeSpan.FromSeconds(4));
        foreach (var node in _past.Where(static node => !node.Reach.IsDead))
            await Simulation.CompleteAsync(node.Server.BeginStop(), Patience);
    }

    /// <summary>Lets what was begun come to its end.</summary>
    public Task FinishAsync(Task task) => Simulation.CompleteAsync(task, Patience);

    /// <summary>Runs a call of the host to its end.</summary>
    public async Task<T> CallAsync<T>(ValueTask<T> call)
    {
        var task = call.AsTask();
        await Simulation.CompleteAsync(task, Patience);
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        // All at once, and time passes before anybody waits for it: waiting takes real time for each step of the clock.
        foreach (var node in AllNodes)
        {
            node.Reach.Bury();
            _ = node.Server.BeginStop();
        }

        Simulation.Advance(TimeSpan.FromSeconds(4));
        foreach (var node in AllNodes)
        {
            // The planted faults of the store are told of as errors.
            var unexpected = node.Server.TakeErrors().Where(line => !line.Contains("planted", StringComparison.Ordinal) && !(node.Reach.Suffered && IsOfSuffering(line))).ToList();
            Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
            await node.Server.DisposeAsync();
            node.Server.TakeErrors();
        }
    }

    // A store that keeps silent, and a lease that has ended.
    private static bool IsOfSuffering(string line) =>
        ((string[])[" 3020:", " 3022:", "did not answer in time"]).Any(told => line.Contains(told, StringComparison.Ordinal));

    private Task Fault()
    {
        if (Random.Next(1000) >= FaultsInThousand)
            return Task.CompletedTask;
        Repeats = true;
        throw new StorageException("planted");
    }
}

/// <summary>One node, and how many pushes its host has made.</summary>
internal sealed class Node(int number, TestServer server, Reach reach)
{
    public Reach Reach { get; } = reach;

    public int Number { get; } = number;

    public TestServer Server { get; } = server;

    public int Pushes { get; set; }
}
