using ImKit.Nodes;

namespace ImKit.Sessions;

/// <summary>Who did not stop when they were refused, and until when they are locked out: each time for twice as long. Bounded. Any thread; one lock,
/// taken where somebody is refused, and at logins.</summary>
/// <param name="terms">How many refusals lead to a ban (0: none ever), and how long it lasts.</param>
/// <param name="time">The clock.</param>
internal sealed class BanList<TKey>(BanTerms terms, TimeProvider time)
    where TKey : notnull
{
    private const int MaxEntries = 65_536;
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Offences> _offences = [];
    private readonly Dictionary<TKey, (int Refusals, bool Banned)> _untold = [];

    public static TimeSpan Window { get; } = TimeSpan.FromSeconds(10);

    public BanTerms Terms => terms;

    /// <summary>Notes a refusal.</summary>
    /// <returns>How long they are locked out by it; null if not yet.</returns>
    public TimeSpan? Note(TKey key)
    {
        if (terms.Refusals == 0)
            return null;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var known = KnownOf(key, now);
            if (now - known.Since > terms.Window)
                known = known with { Since = now, Count = 0 };
            known.Count++;
            var ban = known.Count >= terms.Refusals ? Length(known.Bans) : (TimeSpan?)null;
            if (ban is { } length)
                known = known with { Count = 0, Bans = known.Bans + 1, Until = now + length, ForgottenAt = now + (10 * length) };
            else if (known.Bans == 0)
                known.ForgottenAt = now + terms.Window;
            Keep(key, known, now);
            var (refusals, banned) = _untold.GetValueOrDefault(key);
            if (refusals > 0 || _untold.Count < MaxEntries)
                _untold[key] = (refusals + 1, banned || ban is not null);
            return ban;
        }
    }

    /// <summary>How long they are still locked out; zero if they are not.</summary>
    public TimeSpan Left(TKey key)
    {
        if (terms.Refusals == 0)
            return TimeSpan.Zero;
        lock (_gate)
        {
            var left = _offences.GetValueOrDefault(key).Until - time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Takes what other nodes have not been told of.</summary>
    public List<(TKey Key, int Refusals, bool Banned)> TakeUntold(int limit)
    {
        lock (_gate)
        {
            List<(TKey Key, int Refusals, bool Banned)> taken = [.. _untold.Take(limit).Select(static note => (note.Key, note.Value.Refusals, note.Value.Banned))];
            foreach (var (key, _, _) in taken)
                _untold.Remove(key);
            return taken;
        }
    }

    /// <summary>Puts back a ban of which it is not known whether others were told.</summary>
    public void PutBack(TKey key)
    {
        lock (_gate)
        {
            if (_untold.Count < MaxEntries)
                _untold[key] = (Math.Max(1, _untold.GetValueOrDefault(key).Refusals), true);
        }
    }

    /// <summary>Learns of a ban that holds on all nodes.</summary>
    /// <returns>Whether they are locked out here for longer by it.</returns>
    public bool Learn(TKey key, TimeSpan left, int bans)
    {
        if (terms.Refusals == 0)
            return false;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var known = KnownOf(key, now);
            var locked = known.Until > now;
            if (now + left > known.Until)
                known = known with { Count = 0, Until = now + left };
            known.Bans = Math.Max(known.Bans, bans);
            known.ForgottenAt = Max(known.ForgottenAt, now + (10 * left));
            Keep(key, known, now);
            return !locked;
        }
    }

    private Offences KnownOf(TKey key, DateTimeOffset now)
    {
        var known = _offences.GetValueOrDefault(key);
        return now >= known.ForgottenAt ? default : known;
    }

    private TimeSpan Length(int bans) => bans >= 20 || terms.First * (1 << bans) > terms.Longest ? terms.Longest : terms.First * (1 << bans);

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    // Full of live offences only under attack from very many; then the oldest notes give way to new ones.
    private void Keep(TKey key, Offences known, DateTimeOffset now)
    {
        if (_offences.Count >= MaxEntries)
        {
            foreach (var (other, old) in _offences)
            {
                if (now >= old.ForgottenAt)
                    _offences.Remove(other);
            }

            if (_offences.Count >= MaxEntries)
                _offences.Clear();
        }

        _offences[key] = known;
    }

    private record struct Offences(DateTimeOffset Since, int Count, int Bans, DateTimeOffset Until, DateTimeOffset ForgottenAt);
}
