using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Makes message ids: 41 bits of milliseconds since 2025-01-01, 10 of node, 12 of counter. Any thread; takes no lock.</summary>
/// <remarks>Ids of one node rise as long as the process lives, also when the clock steps back or more than 4096 are made in a millisecond:
/// the id then runs ahead of the clock until the clock has caught up. They refer to entries; they never order them.</remarks>
internal sealed class MessageIds
{
    private const int NodeBits = 10;
    private const int CounterBits = 12;
    private const long CounterMask = (1L << CounterBits) - 1;
    private static readonly long Origin = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly TimeProvider _time;
    private readonly long _node;

    /// <summary>Milliseconds and counter of the last id as one number.</summary>
    private long _last;

    public MessageIds(TimeProvider time, IOptions<ImKitOptions> options)
    {
        var node = options.Value.Node.Number;
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, 1 << NodeBits);
        _time = time;
        _node = node;
    }

    public MessageId Next() => new(NextValue());

    /// <summary>The epoch of a log that is being created: another for every log.</summary>
    public long NextEpoch() => NextValue();

    private long NextValue()
    {
        var now = Math.Max(0, _time.GetUtcNow().ToUnixTimeMilliseconds() - Origin) << CounterBits;
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(now, last + 1);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);
        return ((next >> CounterBits) << (NodeBits + CounterBits)) | (_node << CounterBits) | (next & CounterMask);
    }
}
