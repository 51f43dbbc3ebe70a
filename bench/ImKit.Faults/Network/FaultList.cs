namespace ImKit.Faults.Network;

/// <summary>What can go wrong, and how often each is drawn.</summary>
/// <param name="servers">Where.</param>
/// <param name="only">Leaves out every fault whose name does not contain it.</param>
internal sealed class FaultList(NetworkServers servers, string only)
{
    // In seconds, below and above the lease of a node or a section (15 s).
    private static readonly int[] s_nodeSteps = [-3600, -120, -10, 10, 120, 3600];
    private static readonly int[] s_databaseSteps = [-30, -5, 5, 30];

    // So many are drawn, and the first of a kind that was not yet there is taken: a few rounds see most of what can go wrong.
    private const int Choice = 8;
    private readonly HashSet<string> _drawn = [];

    public Fault Draw(Random random)
    {
        var fault = DrawWanted(random);
        for (var left = Choice; left > 1 && _drawn.Contains(fault.Kind); left--)
            fault = DrawWanted(random);
        _drawn.Add(fault.Kind);
        return fault;
    }

    private Fault DrawWanted(Random random)
    {
        // An end to the search for a name that no fault has.
        for (var left = 1000; left > 0; left--)
        {
            if (DrawAny(random) is var fault && fault.Kind.Contains(only, StringComparison.Ordinal))
                return fault;
        }

        throw new FormatException($"no fault here is named like '{only}'");
    }

    private Fault DrawAny(Random random)
    {
        var node = servers.Nodes[random.Next(servers.Nodes.Count)];
        return random.Next(100) switch
        {
            < 20 => Pausing(random, node),
            < 45 => Cut(random, node),
            < 70 => Link(random, node),
            < 83 => Killing(random, node),
            < 93 when FakeClock.IsPossible => Step(random),
            _ when servers.Backends.Disk is { } disk => new FullDisk(disk, "PostgreSQL", "PostgreSQL", servers.Backends.Postgres.StartAgainAsync),
            _ => Cut(random, node),
        };
    }

    private Pause Pausing(Random random, NetworkNode node) => random.Next(5) switch
    {
        0 => new Pause("Redis", "Redis", () => servers.Backends.Redis.ProcessId),
        1 => new Pause("PostgreSQL", "PostgreSQL", () => servers.Backends.Postgres.ProcessId),
        _ => new Pause("a node", node.Place, () => node.Server.ProcessId),
    };

    private static Partition Cut(Random random, NetworkNode node) =>
        new(node.Network, node.Place + "'s network", (Peer)random.Next(4), random.Next(2) == 0 ? Ways.Both : (Ways)random.Next(1, 3));

    private static LinkTroubles Link(Random random, NetworkNode node)
    {
        var (peer, proxies) = random.Next(3) switch
        {
            0 => ("Redis", (FaultProxy[])[node.ToRedis]),
            1 => ("PostgreSQL", [node.ToPostgres]),
            _ => ("its clients", node.OfClients),
        };
        var fault = new LinkFault((LinkTrouble)random.Next(1, 6), TimeSpan.FromMilliseconds(random.Next(20, 1500)), random.Next(500, 20_000));
        return new LinkTroubles(proxies, node.Place + "'s network", peer, fault);
    }

    private Kill Killing(Random random, NetworkNode node) => random.Next(5) switch
    {
        0 => new Kill("Redis", "Redis", () => Now(servers.Backends.Redis.Kill), servers.Backends.Redis.StartAgainAsync),
        1 => new Kill("PostgreSQL", "PostgreSQL", () => Now(servers.Backends.Postgres.Kill), servers.Backends.Postgres.StartAgainAsync),
        _ => new Kill("a node", node.Place, node.Server.KillAsync, () => servers.StartAgainAsync(node)),
    };

    private ClockStep Step(Random random) => random.Next(4) switch
    {
        0 => new ClockStep(servers.Backends.PostgresClock, "PostgreSQL", "PostgreSQL's clock", s_databaseSteps[random.Next(s_databaseSteps.Length)]),
        _ => new ClockStep(Clocked.Clock, "a node", Clocked.Place + "'s clock", s_nodeSteps[random.Next(s_nodeSteps.Length)]),
    };

    private NetworkNode Clocked => servers.Nodes.First(static node => node.HasOwnClock);

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
