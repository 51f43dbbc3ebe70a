namespace ImKit.Client;

/// <summary>What the client counts. Any thread.</summary>
internal sealed class Counters
{
    public long Logins;
    public long Applied;
    public long Known;
    public long Gaps;
    public long DroppedPushes;
    public long Resets;
    public long Pulls;
    public long Syncs;
    public long Acks;
    public long Stops;
    public long Acknowledged;
    public long Duplicates;
    public long Retries;
    public long Refused;
    public long Failures;

    public static void Count(ref long counter, long by = 1) => Interlocked.Add(ref counter, by);

    public ClientStatistics Read() => new()
    {
        Logins = Volatile.Read(ref Logins),
        Applied = Volatile.Read(ref Applied),
        Known = Volatile.Read(ref Known),
        Gaps = Volatile.Read(ref Gaps),
        DroppedPushes = Volatile.Read(ref DroppedPushes),
        Resets = Volatile.Read(ref Resets),
        Pulls = Volatile.Read(ref Pulls),
        Syncs = Volatile.Read(ref Syncs),
        Acks = Volatile.Read(ref Acks),
        Stops = Volatile.Read(ref Stops),
        Acknowledged = Volatile.Read(ref Acknowledged),
        Duplicates = Volatile.Read(ref Duplicates),
        Retries = Volatile.Read(ref Retries),
        Refused = Volatile.Read(ref Refused),
        Failures = Volatile.Read(ref Failures),
    };
}
