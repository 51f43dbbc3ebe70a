namespace ImKit.TestKit.Generated;

internal sealed partial class ReferenceLog
{
    private readonly HashSet<(UserId User, long Seq)> _removed = [];

    public Member? MarkRead(UserId user, long seq)
    {
        if (!Has(user))
            return null;
        var member = Members[user] with { MarkedUnread = false };
        return Members[user] = PlaceAt(seq) is var place && place.Seq > member.Read.Seq ? member with { Read = place } : member;
    }

    public Member? Update(UserId user, MemberUpdate update)
    {
        if (!Has(user))
            return null;
        var member = Members[user];
        if (PlaceAt(update.ClearTo) is var place && place.Seq > member.ClearedTo.Seq)
            member = member with { ClearedTo = place };
        if (update.Hidden is { } hidden)
            member = member with { HiddenTo = hidden ? Last : default };
        return Members[user] = member with
        {
            Muted = update.Muted ?? member.Muted, Pinned = update.Pinned ?? member.Pinned,
            MarkedUnread = update.MarkedUnread ?? member.MarkedUnread, Draft = update.Draft ?? member.Draft,
        };
    }

    public Member? Remove(UserId user, IReadOnlyList<long> seqs)
    {
        if (!Has(user))
            return null;
        _removed.UnionWith(Readable.Where(entry => seqs.Contains(entry.Seq)).Select(entry => (user, entry.Seq)));
        return Members[user];
    }

    public IEnumerable<long> Removed(UserId user) => Readable.Where(entry => _removed.Contains((user, entry.Seq))).Select(entry => entry.Seq);

    public long CountRemoved(UserId user, OrdinalRange range) => InRange(range).Count(entry => entry.Recalled || _removed.Contains((user, entry.Seq)));

    public MentionCount CountMentions(UserId user, OrdinalRange range)
    {
        var mentions = InRange(range).Where(entry => !entry.Recalled && entry.Mentions.Contains(user)).ToArray();
        return new MentionCount(mentions.Length, mentions.LastOrDefault()?.Seq ?? 0);
    }

    private IEnumerable<LogEntry> InRange(OrdinalRange range) =>
        Readable.Where(entry => entry.Countable && entry.Ordinal > range.After && entry.Ordinal <= range.Through);

    // A trimmed seq counts as the trim's place.
    private Position PlaceAt(long seq) =>
        seq < 1 ? default : PlaceOf(Entries[(int)Math.Max(Math.Min(seq, Last.Seq), _trimmed) - 1]);

    private void Change(MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var known = Members.GetValueOrDefault(change.User);
        var was = known?.Role ?? MemberRole.None;
        if (was == change.Role)
            return;
        if (!EntryRules.IsPresent(change.Role))
        {
            Members[change.User] = (known ?? RowOf(change, before)) with { Role = change.Role };
            return;
        }

        if (joinsOnlyAbsent && was != MemberRole.None)
            return;
        Members[change.User] = known is null ? RowOf(change, before)
            : EntryRules.IsPresent(was) ? known with { Role = change.Role }
            : known with { Role = change.Role, Floor = before };
    }

    private static Member RowOf(MemberChange change, Position before) =>
        new() { User = change.User, Role = change.Role, Floor = before, Read = default, LastSent = default };
}
