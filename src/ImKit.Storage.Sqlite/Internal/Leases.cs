namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Taking sections and giving them back, within the writer's transaction. The writer's thread only.</summary>
internal static class Leases
{
    /// <summary>Takes what may be taken.</summary>
    /// <remarks>The clock is asked here, when the call's turn has come, and not when it was made.</remarks>
    public static IReadOnlyList<SectionLease> Acquire(
        WriteSession session, (SectionKind Kind, IReadOnlyList<int> Numbers, SectionHolder Holder, TimeSpan Lease, TimeProvider Time) what)
    {
        var now = what.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var leases = new SectionLease[what.Numbers.Count];
        for (var i = 0; i < leases.Length; i++)
        {
            var row = session.Sections.Find(what.Kind, what.Numbers[i]);
            if (row.MayBeTakenBy(what.Holder, now))
            {
                row = row with
                {
                    Holder = what.Holder,
                    Term = row.Holder == what.Holder ? row.Term : row.Term + 1,
                    EndsAt = now + (long)Math.Ceiling(what.Lease.TotalMilliseconds),
                };
                session.Sections.Set(what.Kind, row);
            }

            leases[i] = row.ToLease(now);
        }

        return leases;
    }

    public static bool Release(WriteSession session, (SectionKind Kind, IReadOnlyList<int> Numbers, SectionHolder Holder) what)
    {
        foreach (var number in what.Numbers)
        {
            var row = session.Sections.Find(what.Kind, number);
            if (row.Holder == what.Holder)
                session.Sections.Set(what.Kind, new SectionRow(number, null, row.Term + 1, 0));
        }

        return true;
    }

    public static FencedStatus WriteFeed(WriteSession session, (IReadOnlyList<FeedRow> Rows, SectionTerm Under) what)
    {
        if (session.Sections.Term(SectionKind.Feed, what.Under.Number) != what.Under.Term)
            return FencedStatus.Refused;
        session.Feed.Write(what.Rows);
        return FencedStatus.Written;
    }
}
