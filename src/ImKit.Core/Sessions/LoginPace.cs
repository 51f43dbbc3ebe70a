namespace ImKit.Sessions;

/// <summary>How many may log in a second. Who is refused is told a turn that is nobody else's, at the same pace, so that they do not come back all at once. Any thread.</summary>
/// <param name="perSecond">Logins a second; 0 for no limit.</param>
/// <param name="time">Time.</param>
internal sealed class LoginPace(int perSecond, TimeProvider time)
{
    private static readonly TimeSpan FurthestTurn = TimeSpan.FromMinutes(5);
    private readonly long _interval = perSecond > 0 ? time.TimestampFrequency / perSecond : 0;

    // When the next one would be admitted at a steady pace: a tenth of a second's worth may come before.
    private long _next = long.MinValue;

    // The last turn that was told.
    private long _turn = long.MinValue;

    /// <summary>Takes a login.</summary>
    /// <param name="wait">If it was not taken, when the client may come back.</param>
    public bool TryTake(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_interval == 0)
            return true;
        var now = time.GetTimestamp();
        var early = Math.Max(0, (perSecond / 10) - 1) * _interval;
        for (var next = Volatile.Read(ref _next); ;)
        {
            if (next > now + early)
            {
                wait = NextTurn(now, next);
                return false;
            }

            var seen = Interlocked.CompareExchange(ref _next, Math.Max(next, now) + _interval, next);
            if (seen == next)
                return true;
            next = seen;
        }
    }

    private TimeSpan NextTurn(long now, long next)
    {
        for (var last = Volatile.Read(ref _turn); ;)
        {
            var turn = Math.Max(last, next) + _interval;
            // A queue longer than anybody waits: from here on its turns are told twice.
            if (time.GetElapsedTime(now, turn) > FurthestTurn)
                turn = next + _interval;
            var seen = Interlocked.CompareExchange(ref _turn, turn, last);
            if (seen == last)
                return time.GetElapsedTime(now, turn);
            last = seen;
        }
    }
}
