using System.Security.Cryptography;

namespace ImKit.Nodes;

/// <summary>This node and this start of it, the ids it gives out, and whether others count on it. Any thread.</summary>
internal sealed class NodeIdentity
{
    // What base64url has.
    private const string KeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly long Origin = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private readonly TimeProvider _time;
    private long _boot;
    private long _sessions;
    private long _leaseEnds = long.MaxValue;

    public NodeIdentity(ImKitOptions options, TimeProvider time)
    {
        _time = time;
        Id = new NodeId(options.Node.Id);
        _boot = time.GetUtcNow().ToUnixTimeMilliseconds();
        _sessions = FirstSession(_boot);
    }

    public NodeId Id { get; }

    /// <summary>Unix milliseconds of the start: later starts are higher. Renewed when the node has lost its lease.</summary>
    public long BootId => Volatile.Read(ref _boot);

    /// <summary>Whether the lease still runs by this node's own clock. While it does not, others may count the node as dead, and it claims nothing.</summary>
    public bool HoldsLease => _time.GetTimestamp() < Volatile.Read(ref _leaseEnds);

    /// <summary>The number that was given out last.</summary>
    public long LastSessionId => Volatile.Read(ref _sessions);

    public long NextSessionId() => Interlocked.Increment(ref _sessions);

    /// <summary>A key for a connection that has none of its own: 126 random bits, in the 21 characters that just fit into 64 bytes.</summary>
    public static ConnectionKey NewKey() => new(RandomNumberGenerator.GetString(KeyCharacters, 21));

    /// <summary>Makes this start later than one before it, if the clock has been set back since. Before there are sessions.</summary>
    public void StartAfter(long boot)
    {
        if (boot < BootId)
            return;
        Volatile.Write(ref _boot, boot + 1);
        Volatile.Write(ref _sessions, FirstSession(boot + 1));
    }

    public void Reboot() => Volatile.Write(ref _boot, Math.Max(BootId + 1, _time.GetUtcNow().ToUnixTimeMilliseconds()));

    /// <summary>The lease was taken or renewed.</summary>
    /// <param name="asked">The timestamp before the registry was asked: the lease began at that time or later.</param>
    /// <param name="lease">For how long.</param>
    public void HoldLease(long asked, TimeSpan lease) => Volatile.Write(ref _leaseEnds, asked + (long)(lease.TotalSeconds * _time.TimestampFrequency));

    /// <summary>The lease is another's.</summary>
    public void EndLease() => Volatile.Write(ref _leaseEnds, long.MinValue);

    // No two starts of a node give a number twice: what was meant for a session of the earlier start finds nobody here.
    private static long FirstSession(long boot) => Math.Max(0, boot - Origin) << 12;
}
