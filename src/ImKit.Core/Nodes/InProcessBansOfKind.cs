namespace ImKit.Nodes;

/// <summary>Whom the nodes of a process have banned, of one kind. Any thread; one lock.</summary>
internal sealed class InProcessBansOfKind
{
    private const int Page = 1000;
    private const int MaxOffences = 65_536;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Offence> _offences = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, string> _bans = [];

    // Nobody begins beyond the first number.
    private long _last = 1;

    public BanPage Exchange(IReadOnlyList<RefusalNote> notes, BanTerms terms, long after, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var note in notes)
                Count(note, terms, now);
            return Read(after, now);
        }
    }

    private void Count(RefusalNote note, BanTerms terms, DateTimeOffset now)
    {
        var known = _offences.GetValueOrDefault(note.Subject);
        if (known is null || now >= known.ForgottenAt)
            known = new Offence { Number = known?.Number ?? 0 };
        if (now < known.Until)
            return;
        if (now - known.Since > terms.Window)
            (known.Since, known.Refusals) = (now, 0);
        known.Refusals += note.Refusals;
        if (note.Banned || known.Refusals >= terms.Refusals)
        {
            var length = terms.First.Ticks << Math.Min(known.Bans, 20) is var ticks && ticks > 0 && ticks < terms.Longest.Ticks ? new TimeSpan(ticks) : terms.Longest;
            _bans.Remove(known.Number);
            (known.Refusals, known.Bans, known.Until, known.ForgottenAt, known.Number) = (0, known.Bans + 1, now + length, now + (10 * length), ++_last);
            _bans[known.Number] = note.Subject;
        }
        else if (known.Bans == 0)
        {
            known.ForgottenAt = now + terms.Window;
        }

        if (_offences.Count >= MaxOffences && !_offences.ContainsKey(note.Subject))
            MakeRoom(now);
        _offences[note.Subject] = known;
    }

    private BanPage Read(long after, DateTimeOffset now)
    {
        var (bans, last, more) = (new List<SharedBan>(), Math.Max(after, 1), false);
        foreach (var (number, subject) in _bans)
        {
            if (number <= after || _offences[subject].Until <= now)
                continue;
            if (bans.Count == Page)
            {
                more = true;
                break;
            }

            bans.Add(new SharedBan(subject, _offences[subject].Until - now, _offences[subject].Bans));
            last = number;
        }

        return new BanPage(bans, last, more);
    }

    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (subject, known) in _offences)
        {
            if (now >= known.ForgottenAt || known.Bans == 0)
                Forget(subject, known);
        }

        if (_offences.Count < MaxOffences)
            return;
        foreach (var (_, subject) in _bans.Take(MaxOffences / 8).ToList())
            Forget(subject, _offences[subject]);
    }

    private void Forget(string subject, Offence known)
    {
        _offences.Remove(subject);
        _bans.Remove(known.Number);
    }

    private sealed class Offence
    {
        public DateTimeOffset Since { get; set; }

        public int Refusals { get; set; }

        public int Bans { get; set; }

        public DateTimeOffset Until { get; set; }

        public DateTimeOffset ForgottenAt { get; set; }

        public long Number { get; set; }
    }
}
