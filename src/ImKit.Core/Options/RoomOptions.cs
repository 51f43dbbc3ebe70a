namespace ImKit;

/// <summary>Live rooms.</summary>
public sealed class RoomOptions
{
    /// <summary>Which rooms keep their newest pushes, so that clients go on where they were. None by default.</summary>
    public RoomHistoryOptions History { get; } = new();
}

/// <summary>Which rooms keep their newest pushes in memory, and how much all of them together may keep on this node.</summary>
public sealed class RoomHistoryOptions
{
    private readonly List<(string Prefix, RoomHistory? Rule)> _rules = [];

    /// <summary>Bytes that all rooms of this node may keep, counted as in <see cref="RoomHistory.Bytes"/>; beyond it a room that is pushed to loses its oldest. Default 64 MiB.</summary>
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Rooms without a member that may keep their pushes; beyond it a room that becomes empty forgets at once. Default 10,000.</summary>
    public int MaxEmptyRooms { get; set; } = 10_000;

    /// <summary>Names what rooms whose id begins with a prefix keep; the longest prefix wins, and "" is for all rooms.</summary>
    /// <param name="prefix">How the ids begin, in every tenant.</param>
    /// <param name="rule">What is kept; null for nothing.</param>
    public RoomHistoryOptions ForRooms(string prefix, RoomHistory? rule)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        _rules.Add((prefix, rule));
        _rules.Sort(static (a, b) => b.Prefix.Length.CompareTo(a.Prefix.Length));
        return this;
    }

    /// <summary>Whether any room keeps anything.</summary>
    internal bool Any => _rules.Exists(static rule => rule.Rule is not null);

    internal IEnumerable<RoomHistory> Rules => _rules.Select(static rule => rule.Rule).OfType<RoomHistory>();

    internal RoomHistory? Of(string room)
    {
        foreach (var (prefix, rule) in _rules)
        {
            if (room.StartsWith(prefix, StringComparison.Ordinal))
                return rule;
        }

        return null;
    }
}

/// <summary>What one room keeps of its newest pushes on this node. Whichever limit is reached first lets the oldest go.</summary>
public sealed record RoomHistory
{
    /// <summary>Pushes. Default 256.</summary>
    public int Entries { get; init; } = 256;

    /// <summary>Bytes: of each push its body and 96 more. Default 262,144.</summary>
    public int Bytes { get; init; } = 262_144;

    /// <summary>How long a push is kept. Default 5 min.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the room goes on keeping when its last member on this node has left, within some seconds. Default 1 min.</summary>
    public TimeSpan KeepEmpty { get; init; } = TimeSpan.FromMinutes(1);
}
