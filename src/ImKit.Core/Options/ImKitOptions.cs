namespace ImKit;

/// <summary>The settings of an ImKit server. Checked at start; a setting that makes no sense stops the start with a message that names it.</summary>
public sealed class ImKitOptions
{
    /// <summary>The node: its name and what others are told of it.</summary>
    public NodeOptions Node { get; } = new();

    /// <summary>What the node does. Default everything.</summary>
    public NodeRoles Roles { get; set; } = NodeRoles.All;

    /// <summary>Frames and logins.</summary>
    public ProtocolOptions Protocol { get; } = new();

    /// <summary>Limits of one connection and of one address.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>How much one user, device or address may ask for.</summary>
    public RateOptions Rates { get; } = new();

    /// <summary>How many devices of a user are connected at once.</summary>
    public DeviceOptions Devices { get; } = new();

    /// <summary>What happens to clients that read too slowly.</summary>
    public SlowConsumerOptions SlowConsumers { get; } = new();

    /// <summary>Live rooms.</summary>
    public RoomOptions Rooms { get; } = new();

    /// <summary>Requests between access nodes and business nodes.</summary>
    public ForwardingOptions Forwarding { get; } = new();

    /// <summary>How a stop lets clients go.</summary>
    public DrainOptions Drain { get; } = new();

    /// <summary>How a node that holds more than its share lets clients go to others.</summary>
    public RebalanceOptions Rebalance { get; } = new();

    /// <summary>Who is online, as clients may watch it.</summary>
    public PresenceOptions Presence { get; } = new();

    /// <summary>Conversations.</summary>
    public MessagingOptions Messaging { get; } = new();

    /// <summary>Messages that the host writes in transactions of its own.</summary>
    public PublishOptions Publish { get; } = new();

    /// <summary>Groups.</summary>
    public GroupOptions Groups { get; } = new();

    /// <summary>Read receipts and delivered receipts.</summary>
    public ReceiptOptions Receipts { get; } = new();

    /// <summary>Signals such as typing.</summary>
    public SignalOptions Signals { get; } = new();

    /// <summary>How long messages are kept.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>Users whose every step is logged from the start.</summary>
    public TraceOptions Trace { get; } = new();
}

/// <summary>The node: its name and what others are told of it.</summary>
public sealed class NodeOptions
{
    /// <summary>The node's name, unique in the cluster. Printable ASCII, at most 64 characters. Default: the machine's name and the number of the process. A
    /// name that stays the same over restarts lets a new start take the place of the old one at once.</summary>
    public string Id { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>0 to 1023: part of message ids, unique among nodes that share a store. Default 0.</summary>
    public int Number { get; set; }

    /// <summary>Event loops per transport; one bucket each. Default: the number of processors.</summary>
    public int Loops { get; set; } = Environment.ProcessorCount;

    /// <summary>The address that goim's clients are told; may be empty.</summary>
    public string Address { get; set; } = "";

    /// <summary>Where clients reach this very node, the best first: <c>wss://host/im</c>, <c>ws://…</c>, <c>tcps://host:port</c> or <c>tcp://…</c>. Empty by default: then
    /// clients are not told of the node.</summary>
    public IList<Uri> Endpoints { get; } = [];

    /// <summary>The share of clients it wants relative to others, 1 to 10,000. Default 100.</summary>
    public int Weight { get; set; } = 100;

    /// <summary>The region for choosing a node; may be empty.</summary>
    public string Region { get; set; } = "";

    /// <summary>How long the node counts as live without renewing its lease; it renews every third of it. Default 15 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Pushes that may wait for one bucket; beyond it producers wait. Default 8192.</summary>
    public int MaxPendingPushes { get; set; } = 8192;

    /// <summary>How long a producer waits for a full bucket before the push fails with a <see cref="TimeoutException"/>. Default 10 s.</summary>
    public TimeSpan PushTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Frames and logins.</summary>
public sealed class ProtocolOptions
{
    /// <summary>The longest frame from a client, header included, in bytes. Default 65,536; goim's is 4,112.</summary>
    public int MaxFrameBytes { get; set; } = 65536;

    /// <summary>The longest frame before the login, header included, in bytes. Default 8,192.</summary>
    public int MaxLoginFrameBytes { get; set; } = 8192;

    /// <summary>How long a new connection has for its login. Default 5 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client has to answer the close frame of a WebSocket; then the connection below is closed. Default 2 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often clients shall send a heartbeat; told to ImKit clients at login. Default 1 min.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Heartbeat times without a single frame after which a connection is closed. Any frame counts. Default 2.</summary>
    public int HeartbeatMisses { get; set; } = 2;

    /// <summary>The grain of every deadline of a connection. Default 100 ms.</summary>
    public TimeSpan TimerTick { get; set; } = TimeSpan.FromMilliseconds(100);
}

/// <summary>Limits of one connection and of one address. What exceeds one is refused with a reason and counted.</summary>
public sealed class LimitOptions
{
    /// <summary>Rooms one connection may be in. Default 128.</summary>
    public int Rooms { get; set; } = 128;

    /// <summary>Operations one connection may watch. Default 128.</summary>
    public int WatchedOperations { get; set; } = 128;

    /// <summary>Length of a room's id in bytes, at most 128. Default 128.</summary>
    public int RoomIdBytes { get; set; } = 128;

    /// <summary>Frames a second from one connection, with a burst of twice as many; 0 for no limit. Default 100.</summary>
    /// <remarks>Pings and pongs of a WebSocket count as frames.</remarks>
    public int FramesPerSecond { get; set; } = 100;

    /// <summary>Frames other than a login that are passed over before the login; the next closes the connection. Default 4.</summary>
    public int FramesBeforeLogin { get; set; } = 4;

    /// <summary>Requests of one connection that may wait or run; beyond it reading pauses. Default 64.</summary>
    public int RequestsInFlight { get; set; } = 64;

    /// <summary>Live connections from one address; 0 for no limit. Default 0, because many clients share addresses.</summary>
    public int ConnectionsPerAddress { get; set; }

    /// <summary>Connections of this node; 0 for no limit. Default 0.</summary>
    public int Connections { get; set; }

    /// <summary>Logins under way at once; further ones are told to come back. Default 4096.</summary>
    public int ConcurrentLogins { get; set; } = 4096;

    /// <summary>Logins a second that this node admits, with a burst of a tenth as many; further ones are told to come back (4002), each at a time of its own and
    /// at the same pace. 0 to 1,000,000; default 0 for no limit.</summary>
    /// <remarks>For many nodes: what one node can take when another has died and its clients come all at once. A renewal is no login here.</remarks>
    public int LoginsPerSecond { get; set; }
}

/// <summary>What happens to clients that read too slowly.</summary>
public sealed class SlowConsumerOptions
{
    private readonly List<(string Prefix, SlowConsumerPolicy Policy)> _rooms = [];

    /// <summary>Bytes of pushes that may wait for one connection beyond what the kernel took, and as many of replies; one reply may be longer.
    /// Default 262,144.</summary>
    public int MaxPendingBytes { get; set; } = 262144;

    /// <summary>The policy where neither room nor connection names one. Default <see cref="SlowConsumerPolicy.Disconnect"/>.</summary>
    public SlowConsumerPolicy Policy { get; set; } = SlowConsumerPolicy.Disconnect;

    /// <summary>Names the policy for pushes to rooms whose id begins with a prefix; the longest prefix wins. It goes before the connection's own.</summary>
    public SlowConsumerOptions ForRooms(string prefix, SlowConsumerPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        _rooms.Add((prefix, policy));
        _rooms.Sort(static (a, b) => b.Prefix.Length.CompareTo(a.Prefix.Length));
        return this;
    }

    internal SlowConsumerPolicy? RoomPolicy(string room)
    {
        foreach (var (prefix, policy) in _rooms)
        {
            if (room.StartsWith(prefix, StringComparison.Ordinal))
                return policy;
        }

        return null;
    }
}

/// <summary>How a stop lets clients go.</summary>
public sealed class DrainOptions
{
    /// <summary>Over what time clients are asked to leave. 0 asks all at once. Default 10 s.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long clients have to leave by themselves after the last was asked; then they are cut. Default 2 s.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Clients are told to come back after a random time up to this. Default 5 s.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Users whose every step is logged.</summary>
public sealed class TraceOptions
{
    /// <summary>User ids of the default tenant traced from the start.</summary>
    public IList<string> Users { get; } = [];

    /// <summary>Whether trace lines show bodies (at most 256 bytes, as base64). Default false.</summary>
    public bool Bodies { get; set; }
}
