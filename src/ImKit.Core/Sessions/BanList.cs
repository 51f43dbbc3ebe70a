namespace ImKit.Sessions;

/// <summary>Who did not stop when they were refused, and until when they are locked out: each time for twice as long. Bounded. Any thread; one lock,
/// taken where somebody is refused, and at logins.</summary>
/// <param name="refusals">Refusals within <see cref="Window"/> that lead to a ban; 0 for none ever.</param>
/// <param name="first">How long the first ban lasts.</param>
/// <param name="longest">The longest.</param>
/// <param name="time">The clock.</param>
internal sealed class BanList<TKey>(int refusals, TimeSpan first, TimeSpan longest, TimeProvider time)
    where TKey : notnull
{
    private const int MaxEntries = 65_536;
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Offences> _offences = [];

    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Notes a refusal.</summary>
    /// <returns>How long they are locked out by it; null if not yet.</returns>
    public TimeSpan? Note(TKey key)
    {
        if (refusals == 0)
            return null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var known = _offences.GetValueOrDefault(key);
            if (now >= known.ForgottenAt)
                known = default;
            if (now - known.Since > Window)
                known = known with { Since = now, Count = 0 };
            known.Count++;
            var ban = known.Count >= refusals ? Length(known.Bans) : (TimeSpan?)null;
            if (ban is { } length)
                known = known with { Count = 0, Bans = known.Bans + 1, Until = now + length, ForgottenAt = now + (10 * length) };
            else if (known.Bans == 0)
                known.ForgottenAt = now + Window;
            MakeRoom(now);
            _offences[key] = known;
            return ban;
        }
    }

    /// <summary>How long they are still locked out; zero if they are not.</summary>
    public TimeSpan Left(TKey key)
    {
        if (refusals == 0)
            return TimeSpan.Zero;
        lock (_gate)
        {
            var left = _offences.GetValueOrDefault(key).Until - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private TimeSpan Length(int bans) => bans >= 20 || first * (1 << bans) > longest ? longest : first * (1 << bans);

    // Full of live offences only under attack from very many; then the oldest notes give way to new ones.
    private void MakeRoom(DateTimeOffset now)
    {
        if (_offences.Count < MaxEntries)
            return;
        foreach (var (key, known) in _offences)
        {
            if (now >= known.ForgottenAt)
                _offences.Remove(key);
        }

        if (_offences.Count >= MaxEntries)
            _offences.Clear();
    }

    private record struct Offences(DateTimeOffset Since, int Count, int Bans, DateTimeOffset Until, DateTimeOffset ForgottenAt);
}
