using System.Text;

namespace ImKit.Simulated.Tests;

/// <summary>One history: clients and hosts that do what comes to the seed's mind, then healing, then the laws.</summary>
internal sealed class Story : IAsyncDisposable
{
    public const int RoomPush = 1000;
    public const int UserPush = 1001;
    private readonly World _world;
    private readonly Records _records = new();
    private readonly List<Device> _devices = [];
    private readonly List<FeedReader> _feeds = [];
    private readonly List<(Node Node, Task Call)> _errands = [];
    private string _group = "";

    public Story(int seed, bool forgiving = false) => _world = new World(seed, forgiving);

    /// <summary>What the scheduler decided.</summary>
    public string Trace => _world.Simulation.Scheduler.Trace.ToString();

    /// <summary>What happened to nodes.</summary>
    public IEnumerable<string> Events => _world.Events;

    /// <summary>Messages between nodes that have waited for a partition to heal, and nodes that were killed.</summary>
    public (int Held, int Kills) Troubles => (_world.Held, _world.Kills);

    /// <summary>How often devices were told that entries are left out.</summary>
    public int Stops => _devices.Sum(static device => device.Stops);

    public async Task RunAsync()
    {
        await BeginAsync();
        for (var steps = 50 + _world.Random.Next(250); steps > 0; steps--)
        {
            await ActAsync();
            for (var turns = _world.Random.Next(40); turns > 0; turns--)
                _world.Simulation.Scheduler.Step();
        }

        await new Healing(_world, _devices).RunAsync();
        await FinishErrandsAsync();
        await new Laws(_world, _records, _devices, _feeds, _group).CheckAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task BeginAsync()
    {
        for (var nodes = _world.IsTroubled ? 2 + _world.Random.Next(5) : 1 + _world.Random.Next(2); nodes > 0; nodes--)
            await _world.StartNodeAsync();
        var users = 2 + _world.Random.Next(4);
        for (var i = 0; i < users; i++)
        {
            _feeds.Add(new FeedReader(_world, $"u{i}"));
            for (var devices = 1 + _world.Random.Next(2); devices > 0; devices--)
                _devices.Add(new Device(_world, _records, $"u{i}", $"u{i}d{devices}"));
        }

        var faults = _world.FaultsInThousand;
        _world.FaultsInThousand = 0;
        var group = await _world.CallAsync(Host().Messages.CreateGroupAsync(
            new UserId("u0"), new ClientMsgId("group"), "all", [.. Enumerable.Range(1, users - 1).Select(static i => new UserId($"u{i}"))]));
        _group = group.Value.Conversation.Value;
        _world.FaultsInThousand = faults;
    }

    private async Task ActAsync()
    {
        var random = _world.Random;
        var device = _devices[random.Next(_devices.Count)];
        switch (random.Next(30))
        {
            case <= 3 when !device.Connected:
                device.Connect(AnyNode());
                break;
            case 0:
                // A reconnect under the same key while the old connection still lives.
                device.Connect(AnyNode());
                break;
            case <= 9:
                device.Send(random.Next(2) == 0 ? _group : Another(device));
                break;
            case <= 13:
                device.Read();
                break;
            case 14:
                device.Follow(AnyRoom());
                break;
            case 15:
                device.Room(Operations.LeaveRoom, AnyRoom());
                break;
            case <= 19:
                PushToRoom();
                break;
            case 20 or 21:
                PushToUser(device.User);
                break;
            case 22:
                device.Retry();
                break;
            case 23 when random.Next(2) == 0:
                device.Heartbeat();
                break;
            case 23:
                device.Acknowledge(random.Next(4), 3 + random.Next(2));
                break;
            case 24:
                End(device);
                break;
            case 25:
                HostActs(device);
                break;
            case 27 when _world.IsTroubled:
                await TroubleAsync();
                break;
            case 26 when random.Next(2) == 0 && _world.Nodes[0].Reach.IsWhole:
                await _feeds[random.Next(_feeds.Count)].SyncAsync(limit: 1 + random.Next(3));
                break;
            case 26 when random.Next(5) == 0:
                await ReplaceNodeAsync();
                break;
            default:
                _world.Simulation.Advance(TimeSpan.FromMilliseconds(random.Next(random.Next(20) == 0 ? 20_000 : 200)));
                break;
        }
    }

    /// <summary>Something happens to nodes, or heals.</summary>
    private async Task TroubleAsync()
    {
        switch (_world.Random.Next(7))
        {
            case 0 or 1:
                _world.Part();
                break;
            case 2 or 3:
                _world.Cut(AnyNode());
                break;
            case 4 when _world.Nodes.Count > 1:
                Kill(AnyNode());
                if (_world.Random.Next(2) == 0)
                    await _world.StartNodeAsync();
                break;
            default:
                _world.Heal();
                break;
        }
    }

    private void Kill(Node node)
    {
        _world.Kill(node);
        foreach (var device in _devices.Where(device => device.Node == node))
            device.Cut();
    }

    private void End(Device device)
    {
        switch (_world.Random.Next(3))
        {
            case 0:
                device.Close();
                break;
            case 1:
                device.Cut();
                break;
            default:
                device.Vanish();
                break;
        }
    }

    private void HostActs(Device device)
    {
        var (node, key) = (AnyNode(), new ConnectionKey($"{device.User}d1"));
        var host = node.Server.ImKit;
        switch (_world.Random.Next(3))
        {
            case 0:
                Errand(node, host.KickUserAsync(new UserId(device.User), CloseReason.Kicked));
                break;
            case 1:
                Errand(node, host.JoinRoomAsync(key, AnyRoom()));
                break;
            default:
                Errand(node, host.LeaveRoomAsync(key, AnyRoom()));
                break;
        }
    }

    /// <summary>A push says whose it is, and which one of these.</summary>
    private void PushToRoom()
    {
        var node = AnyNode();
        var room = AnyRoom();
        Errand(node, node.Server.ImKit.PushToRoomAsync(room, Push(RoomPush, $"{node.Number} {room}", node)));
    }

    private void PushToUser(string user)
    {
        var node = AnyNode();
        Errand(node, node.Server.ImKit.PushToUserAsync(new UserId(user), Push(UserPush, $"{node.Number}", node)));
    }

    private static Push Push(int operation, string source, Node node) => new(operation, Encoding.UTF8.GetBytes($"{source}|{++node.Pushes}|{new string('x', node.Pushes % 200)}"));

    private async Task ReplaceNodeAsync()
    {
        await _world.StartNodeAsync();
        _world.StopNode(_world.Nodes[_world.Random.Next(_world.Nodes.Count - 1)]);
    }

    private void Errand<T>(Node node, ValueTask<T> call) => _errands.Add((node, call.AsTask()));

    /// <summary>Calls of hosts have ended, except those at a node that is dead; and only a node that was in trouble may have failed them.</summary>
    private async Task FinishErrandsAsync()
    {
        foreach (var (node, call) in _errands.Where(static errand => !errand.Node.Reach.IsDead))
        {
            try
            {
                await _world.FinishAsync(call);
            }
            catch (ImKitException) when (node.Reach.Suffered)
            {
                // The host was told.
            }
        }
    }

    private Node AnyNode() => _world.Nodes[_world.Random.Next(_world.Nodes.Count)];

    private IImKit Host() => AnyNode().Server.ImKit;

    private RoomId AnyRoom() => _world.Rooms[_world.Random.Next(_world.Rooms.Count)];

    private string Another(Device device)
    {
        var others = _devices.Select(static other => other.User).Where(user => user != device.User).Distinct().ToList();
        return others[_world.Random.Next(others.Count)];
    }
}
