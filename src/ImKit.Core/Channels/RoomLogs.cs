using System.Security.Cryptography;

namespace ImKit.Channels;

/// <summary>What the histories of all rooms of this node share: the rules, the clock, the bounds and the counts. Any thread.</summary>
internal sealed class RoomLogs(RoomHistoryOptions options, TimeProvider time) : IDisposable
{
    private const long FirstEpoch = 1_000_000_000_000_000_000;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);
    private ITimer? _timer;
    private long _bytes;
    private int _count;
    private int _empty;

    /// <summary>Bytes kept, counted as the options say.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Rooms with history.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Of them, those without a member.</summary>
    public int Empty => Volatile.Read(ref _empty);

    public RoomLogCounters Counters { get; } = new();

    public long Now => time.GetTimestamp();

    /// <summary>Whether more is kept than may be.</summary>
    public bool IsOver => Bytes > options.MaxBytes;

    /// <summary>Whether rooms without a member should go, so that those with members keep what they may.</summary>
    public bool IsNarrow => Bytes > options.MaxBytes / 10 * 9;

    /// <summary>A history for a room; null where it keeps none.</summary>
    public RoomLog? For(RoomKey key) => options.Of(key.Room.Value) is { } rule ? new RoomLog(this, key.Room.Value, rule) : null;

    /// <summary>Lets a sweep run every few seconds, if any room keeps anything.</summary>
    public void Begin(Action sweep)
    {
        if (options.Any)
            _timer = time.CreateTimer(static state => ((Action)state!)(), sweep, SweepInterval, SweepInterval);
    }

    /// <summary>A number that no other ring of any node has had, short of a chance of one in 8 · 10¹⁸.</summary>
    /// <remarks>Not made of clock and node number: a clock may step back and two nodes may be given one number, and a position that another ring
    /// takes for its own is a loss that nobody sees. Always of the same length, so that no frame's length is left to chance.</remarks>
    public static long NewEpoch()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return FirstEpoch + (long)(BitConverter.ToUInt64(bytes) % (8 * (ulong)FirstEpoch));
    }

    public bool IsOlder(long since, TimeSpan age) => time.GetElapsedTime(since) >= age;

    public void AddBytes(int difference) => Interlocked.Add(ref _bytes, difference);

    public void OnBegun() => Interlocked.Increment(ref _count);

    public void OnEnded() => Interlocked.Decrement(ref _count);

    /// <summary>A push had to go because the node keeps too much.</summary>
    public void OnEvicted() => RoomLogCounters.Count(ref Counters.Evicted);

    public bool TryAddEmpty()
    {
        if (Interlocked.Increment(ref _empty) <= options.MaxEmptyRooms)
            return true;
        RemoveEmpty();
        RoomLogCounters.Count(ref Counters.EndedAtOnce);
        return false;
    }

    public void RemoveEmpty() => Interlocked.Decrement(ref _empty);

    /// <summary>A room without a member has forgotten.</summary>
    public void OnForgotten(bool early)
    {
        if (early)
            RoomLogCounters.Count(ref Counters.EndedForBytes);
        else
            RoomLogCounters.Count(ref Counters.EndedEmpty);
    }

    public void Dispose() => _timer?.Dispose();
}
