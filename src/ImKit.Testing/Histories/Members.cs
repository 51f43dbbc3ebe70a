namespace ImKit.Testing.Histories;

/// <summary>Who was a member of a conversation at which place, by the notices in its log.</summary>
internal sealed class Members
{
    private const int Created = 2;
    private const int Added = 3;
    private const int Removed = 4;
    private const string Direct = "d.";
    private readonly string _conversation;
    private readonly HashSet<string> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(long From, long Before)>> _spans = new(StringComparer.Ordinal);
    private readonly bool _known;

    /// <summary>Reads a log, as far as anybody has seen it.</summary>
    /// <param name="conversation">Whose.</param>
    /// <param name="log">What was applied by anybody.</param>
    /// <param name="users">Who may be the two of a direct conversation.</param>
    public Members(string conversation, ShownLog log, IEnumerable<string> users)
    {
        _conversation = conversation;
        _candidates.UnionWith(users);
        _candidates.UnionWith(log.Entries.Select(static entry => entry.Sender ?? ""));
        _candidates.Remove("");
        // Without the first entry nobody knows who was there from the beginning.
        _known = IsDirect || log.Find(1) is { EntryKind: Created };
        foreach (var entry in log.Entries.OrderBy(static entry => entry.Seq))
            Take(entry);
    }

    private bool IsDirect => _conversation.StartsWith(Direct, StringComparison.Ordinal);

    /// <summary>Whether a user may see a place; null if that cannot be told.</summary>
    public bool? May(string user, long seq)
    {
        if (!_known)
            return null;
        return IsDirect
            ? _candidates.Any(other => Is(user, other))
            : _spans.GetValueOrDefault(user, []).Any(span => seq >= span.From && seq < span.Before);
    }

    /// <summary>Whether a user may see two places as one and the same membership: who comes back does not see what was before.</summary>
    public bool MayBoth(string user, long one, long other) => IsDirect
        ? May(user, one) == true
        : _spans.GetValueOrDefault(user, []).Any(span => one >= span.From && one < span.Before && other >= span.From && other < span.Before);

    /// <summary>The first place that a present member may see; null if the user is none, or it cannot be told.</summary>
    public long? PresentFrom(string user)
    {
        if (IsDirect)
            return May(user, 1) == true ? 1 : null;
        return _known && _spans.TryGetValue(user, out var spans) && spans[^1].Before == long.MaxValue ? spans[^1].From : null;
    }

    /// <summary>Whether the user was a member and is none any more.</summary>
    public bool HasLeft(string user) => _known && _spans.TryGetValue(user, out var spans) && spans[^1].Before != long.MaxValue;

    private bool Is(string user, string other) =>
        UserId.TryCreate(user, out var one) && UserId.TryCreate(other, out var two) && ConversationId.Direct(one, two).Value == _conversation;

    private void Take(HistoryEvent entry)
    {
        switch (entry.EntryKind)
        {
            case Created:
                Join(entry.Sender ?? "", entry.Seq);
                goto case Added;
            case Added:
                foreach (var user in entry.Users ?? [])
                    Join(user, entry.Seq);
                break;
            case Removed:
                foreach (var user in entry.Users ?? [])
                    Leave(user, entry.Seq);
                break;
            default:
                break;
        }
    }

    private void Join(string user, long seq)
    {
        if (!_spans.TryGetValue(user, out var spans))
            _spans[user] = spans = [];
        if (spans.Count == 0 || spans[^1].Before != long.MaxValue)
            spans.Add((seq, long.MaxValue));
    }

    private void Leave(string user, long seq)
    {
        if (_spans.TryGetValue(user, out var spans) && spans[^1].Before == long.MaxValue)
            spans[^1] = (spans[^1].From, seq);
    }
}
