using ImKit.Hosting;
using ImKit.Nodes;
using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Simulated.Tests;

/// <summary>One or two nodes over one store, one directory and one broker, all in one simulation; what varies is the seed's.</summary>
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
    private int _starts;

    public World(int seed)
    {
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

    public List<RoomId> Rooms { get; } = [new("live://1"), new("live://2"), new("live://3")];

    public async Task StartNodeAsync()
    {
        var number = _starts++;
        Repeats |= number > 0;
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
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
                builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
                builder.Services.Replace(ServiceDescriptor.Singleton<IMessageStore>(_messages));
                builder.Services.Replace(ServiceDescriptor.Singleton(_stores.Conversations));
                builder.Services.Replace(ServiceDescriptor.Singleton(_stores.Feed));
                builder.Services.Replace(ServiceDescriptor.Singleton<ISectionStore>(_stores.Sections));
            });
        Nodes.Add(new Node(number, server));
    }

    /// <summary>Begins to stop a node; its clients are let go over the next seconds.</summary>
    public void StopNode(Node node)
    {
        Repeats = true;
        Nodes.Remove(node);
        _past.Add(node);
        _ = node.Server.BeginStop();
    }

    /// <summary>Every node there ever was.</summary>
    public IEnumerable<Node> AllNodes => Nodes.Concat(_past);

    /// <summary>Lets the nodes that were told to stop come to their end.</summary>
    public async Task FinishStopsAsync()
    {
        Simulation.Advance(TimeSpan.FromSeconds(4));
        foreach (var node in _past)
            await Simulation.CompleteAsync(node.Server.BeginStop(), Patience);
    }

    /// <summary>Runs a call of the host to its end.</summary>
    public async Task<T> CallAsync<T>(ValueTask<T> call)
    {
        var task = call.AsTask();
        await Simulation.CompleteAsync(task, Patience);
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in AllNodes)
        {
            // The planted faults of the store are told of as errors.
            var unexpected = node.Server.TakeErrors().Where(static line => !line.Contains("planted", StringComparison.Ordinal)).ToList();
            Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
            await node.Server.DisposeAsync();
        }
    }

    private Task Fault()
    {
        if (Random.Next(1000) >= FaultsInThousand)
            return Task.CompletedTask;
        Repeats = true;
        throw new StorageException("planted");
    }
}

/// <summary>One node, and how many pushes its host has made.</summary>
internal sealed class Node(int number, TestServer server)
{
    public int Number { get; } = number;

    public TestServer Server { get; } = server;

    public int Pushes { get; set; }
}
