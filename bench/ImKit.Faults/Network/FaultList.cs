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
            < 18 => Pausing(random, node),
            < 38 => Cut(random, node),
            < 68 => Link(random, node),
            < 72 => new StuckClient(servers, node),
            < 84 => Killing(random, node),
            < 93 when FakeClock.IsPossible => Step(random, node),
            _ when servers.Backends.Disk is { } disk => new FullDisk(disk, "PostgreSQL", "PostgreSQL", servers.Backends.Postgres.StartAgainAsync),
            _ => Cut(random, node),
        };
    }

    private Pause Pausing(Random random, NetworkNode node) => Some(random) is { } backend
        ? new Pause(backend.Name, backend.Name, backend.Process)
        : new Pause("a node", node.Place, () => node.Server.ProcessId);

    private Kill Killing(Random random, NetworkNode node) => Some(random) is { } backend
        ? new Kill(backend.Name, backend.Name, backend.KillAsync, backend.StartAgainAsync)
        : new Kill("a node", node.Place, node.Server.KillAsync, () => servers.StartAgainAsync(node));

    private Partition Cut(Random random, NetworkNode node)
    {
        Peer[] peers = [.. servers.Backends.All.Select(static backend => backend.Peer), Peer.Clients, Peer.All];
        return new Partition(node.Network, node.Place + "'s network", peers[random.Next(peers.Length)], random.Next(2) == 0 ? Ways.Both : Way(random));
    }

    private LinkTroubles Link(Random random, NetworkNode node)
    {
        var fault = Trouble(random);
        var backends = servers.Backends.All;
        var which = random.Next(backends.Count + 2);
        if (which < backends.Count)
            return new LinkTroubles([node.To[backends[which].Peer]], node.Place + "'s network", "a node", backends[which].Name, fault);
        if (which == backends.Count)
            return new LinkTroubles(node.OfClients, node.Place + "'s network", "clients", "their node", fault);
        return servers.LinkOfClient(random.Next(node.OfClients.Length), fault);
    }

    private static LinkFault Trouble(Random random)
    {
        var trouble = (LinkTrouble)random.Next(1, 7);
        var way = trouble == LinkTrouble.OneEnd || (trouble is LinkTrouble.HalfOpen or LinkTrouble.Hang && random.Next(2) == 0) ? Way(random) : Ways.Both;
        return new LinkFault(trouble, TimeSpan.FromMilliseconds(random.Next(20, 1500)), random.Next(500, 20_000), way);
    }

    private static Ways Way(Random random) => (Ways)random.Next(1, 3);

    private ClockStep Step(Random random, NetworkNode node) => random.Next(4) switch
    {
        0 => new ClockStep(servers.Backends.PostgresClock, "PostgreSQL", "PostgreSQL's clock", s_databaseSteps[random.Next(s_databaseSteps.Length)]),
        _ => new ClockStep(node.Clock, "a node", node.Place + "'s clock", s_nodeSteps[random.Next(s_nodeSteps.Length)]),
    };

    /// <summary>Two times in five one of the servers that nodes share.</summary>
    private Backend? Some(Random random) => random.Next(5) < 2 ? servers.Backends.All[random.Next(servers.Backends.All.Count)] : null;
}
