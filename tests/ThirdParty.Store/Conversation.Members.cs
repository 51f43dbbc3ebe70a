namespace ThirdParty.Store;

internal sealed partial class Conversation
{
    private readonly Dictionary<UserId, Member> _members = [];
    private readonly HashSet<(UserId User, long Seq)> _removed = [];

    public bool Has(UserId user) => _members.TryGetValue(user, out var member) && EntryRules.IsPresent(member.Role);

    public bool MaySpeak(UserId user) => EntryRules.MaySpeak(_members[user].Role, _settings.Speak);

    public Member? Find(UserId user) => _members.GetValueOrDefault(user);

    public Member[] List(UserId after, int limit) =>
    [
        .. _members.Values.Where(member => EntryRules.IsPresent(member.Role) && CompareUtf8(member.User, after) > 0)
            .Order(Comparer<Member>.Create((one, other) => CompareUtf8(one.User, other.User))).Take(limit),
    ];

    public Member? MarkRead(UserId user, long seq)
    {
        if (!Has(user))
            return null;
        var member = _members[user];
        return _members[user] = member with { Read = Position.Max(member.Read, PlaceOf(seq)), MarkedUnread = false };
    }

    public Member? Update(UserId user, MemberUpdate update)
    {
        if (!Has(user))
            return null;
        var member = _members[user];
        return _members[user] = member with
        {
            ClearedTo = Position.Max(member.ClearedTo, PlaceOf(update.ClearTo)),
            HiddenTo = update.Hidden switch { true => _last.Place, false => default, null => member.HiddenTo },
            Muted = update.Muted ?? member.Muted,
            Pinned = update.Pinned ?? member.Pinned,
            MarkedUnread = update.MarkedUnread ?? member.MarkedUnread,
            Draft = update.Draft ?? member.Draft,
        };
    }

    public Member? Remove(UserId user, IEnumerable<long> seqs)
    {
        if (!Has(user))
            return null;
        _removed.UnionWith(seqs.Where(_entries.ContainsKey).Select(seq => (user, seq)));
        return _members[user];
    }

    public IEnumerable<long> Removed(UserId user) => Entries.Select(entry => entry.Seq).Where(seq => _removed.Contains((user, seq)));

    public long CountRemoved(UserId user, OrdinalRange range) =>
        InRange(range).Count(entry => entry.Recalled || _removed.Contains((user, entry.Seq)));

    public MentionCount CountMentions(UserId user, OrdinalRange range)
    {
        var mentions = InRange(range).Where(entry => !entry.Recalled && entry.Mentions.Contains(user)).ToArray();
        return new MentionCount(mentions.Length, mentions.LastOrDefault()?.Seq ?? 0);
    }

    private IEnumerable<LogEntry> InRange(OrdinalRange range) =>
        Entries.Where(entry => entry.Countable && entry.Ordinal > range.After && entry.Ordinal <= range.Through);

    private void Change(MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var was = Find(change.User)?.Role ?? MemberRole.None;
        var (present, joins) = (EntryRules.IsPresent(was), EntryRules.IsPresent(change.Role));
        if (was == change.Role || (joins && joinsOnlyAbsent && was != MemberRole.None))
            return;
        var row = Find(change.User) ?? new Member { User = change.User, Role = change.Role, Floor = before, Read = default, LastSent = default };
        _members[change.User] = row with { Role = change.Role, Floor = joins && !present ? before : row.Floor };
    }
}
