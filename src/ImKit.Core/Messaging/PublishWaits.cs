using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Conversations whose next published message failed for the time being: until when they wait, longer each time. One thread at a time.</summary>
internal sealed class PublishWaits(TimeProvider time)
{
    /// <summary>With so many it is not the conversations that are at fault: nothing more is read until one of them is due.</summary>
    public const int Capacity = 100;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly Dictionary<PublishConversation, Wait> _waits = [];

    /// <summary>How long until the first of them is due, in whole milliseconds; null if none waits. Delays cut fractions off: a wait for less than one would be none,
    /// and be repeated until the time has passed.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            TimeSpan? next = null;
            var now = time.GetTimestamp();
            foreach (var wait in _waits.Values)
            {
                var left = wait.Time - time.GetElapsedTime(wait.Since, now);
                if (left > TimeSpan.Zero && (next is null || left < next))
                    next = left;
            }

            return next is null ? null : TimeSpan.FromMilliseconds(Math.Ceiling(next.Value.TotalMilliseconds));
        }
    }

    /// <summary>Those that are not due yet. The tries of the others stay counted, but not for ever: their messages may have been taken out by hand.</summary>
    public PublishConversation[] Waiting()
    {
        var now = time.GetTimestamp();
        foreach (var (conversation, wait) in _waits)
        {
            if (time.GetElapsedTime(wait.Since, now) > wait.Time + (Longest * 10))
                _waits.Remove(conversation);
        }

        return [.. _waits.Where(wait => time.GetElapsedTime(wait.Value.Since, now) < wait.Value.Time).Select(static wait => wait.Key)];
    }

    /// <summary>Its next message failed once more.</summary>
    /// <param name="conversation">Whose.</param>
    /// <param name="row">The message.</param>
    /// <returns>How often in a row this message has failed.</returns>
    public int Fail(PublishConversation conversation, long row)
    {
        var tries = TriesOf(conversation, row) + 1;
        _waits[conversation] = new Wait(row, tries, time.GetTimestamp(), After(tries) * (1 + Spread(row)));
        return tries;
    }

    /// <summary>How often in a row a message has failed.</summary>
    public int TriesOf(PublishConversation conversation, long row) =>
        _waits.TryGetValue(conversation, out var wait) && wait.Row == row ? wait.Tries : 0;

    /// <summary>Something of it was settled.</summary>
    public void Clear(PublishConversation conversation) => _waits.Remove(conversation);

    public void Clear() => _waits.Clear();

    /// <summary>The pause after so many failures in a row.</summary>
    public static TimeSpan After(int tries) => tries > 7 ? Longest : First * (1 << (tries - 1));

    // Up to half as long again, by the row. Two that failed in one batch of the store, for the sake of one of them, would otherwise come back together for ever.
    private static double Spread(long row) => (uint)((ulong)row * 2654435761) / (double)uint.MaxValue / 2;

    private readonly record struct Wait(long Row, int Tries, long Since, TimeSpan Time);
}
