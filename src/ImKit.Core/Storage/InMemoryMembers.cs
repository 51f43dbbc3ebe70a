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
                return changes[i].Role != MemberRole.None;
        }

        return false;
    }

    public bool IsPresent(UserId user) => _rows.TryGetValue(user, out var row) && row.Member.Role != MemberRole.None;

    public Member? Find(UserId user) => _rows.GetValueOrDefault(user)?.Member;

    /// <summary>Applies the changes that ride on an entry.</summary>
    /// <param name="changes">In order.</param>
    /// <param name="before">The place before the entry.</param>
    /// <param name="onlyAbsentJoin">Joins of present members change nothing.</param>
    public void Apply(IReadOnlyList<MemberChange> changes, Position before, bool onlyAbsentJoin)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            var (user, role) = changes[i];
            var present = IsPresent(user);
            if (role == MemberRole.None ? !present : present && onlyAbsentJoin)
                continue;
            if (!_rows.TryGetValue(user, out var row))
                _rows.Add(user, row = new Row { Member = new Member { User = user, Role = role, Floor = before, Read = default, LastSent = default } });
            else
                row.Member = present ? row.Member with { Role = role } : row.Member with { Role = role, Floor = before };
            Count += (present, role) switch { (false, _) => 1, (true, MemberRole.None) => -1, _ => 0 };
            _sorted = null;
        }
    }

    public void MarkSent(UserId user, Position place)
    {
        if (_rows.TryGetValue(user, out var row))
            row.Member = row.Member with { LastSent = place };
    }

    /// <returns>The row, or null if the user is not a present member.</returns>
    public Member? MarkRead(UserId user, Position place)
    {
        if (!_rows.TryGetValue(user, out var row) || row.Member.Role == MemberRole.None)
            return null;
        if (place.Seq > row.Member.Read.Seq)
            row.Member = row.Member with { Read = place };
        return row.Member;
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
        var rows = _rows.Values.Where(row => row.Member.Role != MemberRole.None).ToArray();
        Array.Sort(rows, static (one, other) => Utf8Order.Compare(one.Member.User.Value, other.Member.User.Value));
        return rows;
    }

    /// <summary>A place for the current row, so that the sorted pages stay while cursors move.</summary>
    private sealed class Row
    {
        public required Member Member { get; set; }
    }
}
