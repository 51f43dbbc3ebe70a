namespace ImKit.Storage;

/// <summary>The member rows of one conversation. Its log's lock guards it.</summary>
internal sealed class InMemoryMembers
{
    private readonly Dictionary<UserId, Row> _rows = [];
    private Row[]? _sorted;

    /// <summary>Present members.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a user is a member after a list of changes to an empty conversation.</summary>
    public static bool Joins(IReadOnlyList<MemberChange> changes, UserId user)
    {
        for (var i = changes.Count - 1; i >= 0; i--)
        {
            if (changes[i].User == user)
                return EntryRules.IsPresent(changes[i].Role);
        }

        return false;
    }

    public bool IsPresent(UserId user) => _rows.TryGetValue(user, out var row) && EntryRules.IsPresent(row.Member.Role);

    public Member? Find(UserId user) => _rows.GetValueOrDefault(user)?.Member;

    /// <summary>Applies the changes that ride on an entry.</summary>
    /// <param name="changes">In order.</param>
    /// <param name="before">The place before the entry.</param>
    /// <param name="onlyAbsentJoin">Joins of present members change nothing.</param>
    public void Apply(IReadOnlyList<MemberChange> changes, Position before, bool onlyAbsentJoin)
    {
        for (var i = 0; i < changes.Count; i++)
            Apply(changes[i], before, onlyAbsentJoin);
        _sorted = null;
    }

    private void Apply(MemberChange change, Position before, bool onlyAbsentJoin)
    {
        var (user, role) = change;
        var row = _rows.GetValueOrDefault(user);
        var was = row?.Member.Role ?? MemberRole.None;
        var (present, joins) = (EntryRules.IsPresent(was), EntryRules.IsPresent(role));
        if (was == role || (joins && onlyAbsentJoin && was != MemberRole.None))
            return;
        if (row is null)
            _rows.Add(user, new Row { Member = new Member { User = user, Role = role, Floor = before, Read = default, LastSent = default } });
        else
            row.Member = row.Member with { Role = role, Floor = joins && !present ? before : row.Member.Floor };
        Count += (joins ? 1 : 0) - (present ? 1 : 0);
    }

    public void MarkSent(UserId user, Position place)
    {
        if (_rows.TryGetValue(user, out var row))
            row.Member = row.Member with { LastSent = place };
    }

    /// <returns>The row, or null if the user is not a present member.</returns>
    public Member? MarkRead(UserId user, Position place)
    {
        if (!_rows.TryGetValue(user, out var row) || !EntryRules.IsPresent(row.Member.Role))
            return null;
        if (place.Seq > row.Member.Read.Seq || row.Member.MarkedUnread)
            row.Member = row.Member with { Read = Position.Max(row.Member.Read, place), MarkedUnread = false };
        return row.Member;
    }

    /// <summary>Changes what is the user's own.</summary>
    /// <returns>The row, or null if the user is not a present member.</returns>
    public Member? Update(UserId user, MemberUpdate update, Position clearTo, Position head)
    {
        if (!_rows.TryGetValue(user, out var row) || !EntryRules.IsPresent(row.Member.Role))
            return null;
        var member = row.Member;
        return row.Member = member with
        {
            ClearedTo = Position.Max(member.ClearedTo, clearTo),
            HiddenTo = update.Hidden switch { true => head, false => default, null => member.HiddenTo },
            Muted = update.Muted ?? member.Muted,
            Pinned = update.Pinned ?? member.Pinned,
            MarkedUnread = update.MarkedUnread ?? member.MarkedUnread,
            Draft = update.Draft ?? member.Draft,
        };
    }

    public Member[] List(UserId after, int limit)
    {
        _sorted ??= Sort();
        int low = 0, high = _sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Utf8Order.Compare(_sorted[middle].Member.User.Value, after.Value) > 0)
                high = middle;
            else
                low = middle + 1;
        }

        var page = new Member[Math.Min(limit, _sorted.Length - low)];
        for (var i = 0; i < page.Length; i++)
            page[i] = _sorted[low + i].Member;
        return page;
    }

    private Row[] Sort()
    {
        var rows = _rows.Values.Where(row => EntryRules.IsPresent(row.Member.Role)).ToArray();
        Array.Sort(rows, static (one, other) => Utf8Order.Compare(one.Member.User.Value, other.Member.User.Value));
        return rows;
    }

    /// <summary>A place for the current row, so that the sorted pages stay while cursors move.</summary>
    private sealed class Row
    {
        public required Member Member { get; set; }
    }
}
