using System.Text;

namespace ImKit.Storage;

/// <summary>What hangs on the entries of one log: changes of them, reactions, mentions, and what users removed for themselves. Its log's lock guards it.</summary>
/// <remarks>Most logs have none of it: each part is made when it is first needed.</remarks>
internal sealed class InMemoryTargets(InMemoryEntries entries)
{
    private Dictionary<long, SortedDictionary<string, HashSet<UserId>>>? _reactions;
    private Dictionary<UserId, SortedDictionary<long, long>>? _mentions;
    private Dictionary<UserId, SortedDictionary<long, long>>? _removed;
    private SortedSet<long>? _recalled;

    /// <summary>Whether an entry may change its target now; <see cref="AppendStatus.Unspecified"/> if so.</summary>
    public AppendStatus Check(AppendRequest request)
    {
        if (entries.Find(request.TargetSeq) is not { } target || !EntryRules.CanBeChanged(target.Kind))
            return AppendStatus.TargetNotFound;
        if (target.Recalled)
            return request.Kind == EntryKind.Recalled ? AppendStatus.Unchanged : AppendStatus.TargetNotFound;
        return request.Kind switch
        {
            EntryKind.Edited when request.TargetVersion is { } version && version != target.Version => AppendStatus.VersionMismatch,
            EntryKind.ReactionAdded when Has(request) => AppendStatus.Unchanged,
            EntryKind.ReactionRemoved when !Has(request) => AppendStatus.Unchanged,
            _ => default,
        };
    }

    /// <summary>Changes the target.</summary>
    /// <returns>The version of the entry that changes it: for an edit the target's new one.</returns>
    public int Apply(AppendRequest request)
    {
        var target = entries.Find(request.TargetSeq)!;
        switch (request.Kind)
        {
            case EntryKind.Edited:
                entries.Replace(target with { Version = target.Version + 1, Format = request.Format, Body = request.Body });
                return target.Version + 1;
            case EntryKind.Recalled:
                Recall(target);
                return 0;
            case EntryKind.ReactionAdded:
                React(request).Add(request.Sender);
                return 0;
            default:
                Unreact(request);
                return 0;
        }
    }

    public void Mention(IReadOnlyList<UserId> users, Position place)
    {
        _mentions ??= [];
        for (var i = 0; i < users.Count; i++)
            Of(_mentions, users[i])[place.Ordinal] = place.Seq;
    }

    public void Remove(UserId user, long seq)
    {
        if (entries.Find(seq) is { } entry)
            Of(_removed ??= [], user)[seq] = entry.Countable ? entry.Ordinal : 0;
    }

    public long[] Removed(UserId user, long afterSeq, int limit) =>
        _removed?.GetValueOrDefault(user) is { } seqs ? [.. seqs.Keys.Where(seq => seq > afterSeq).Take(limit)] : [];

    public long CountRemoved(UserId user, long after, long through)
    {
        var count = (long)(_recalled?.GetViewBetween(after + 1, Math.Max(after + 1, through)).Count(ordinal => ordinal <= through) ?? 0);
        if (_removed?.GetValueOrDefault(user) is { } own)
            count += own.Values.Count(ordinal => ordinal > after && ordinal <= through && ordinal > 0 && _recalled?.Contains(ordinal) != true);
        return count;
    }

    public MentionCount CountMentions(UserId user, long after, long through)
    {
        if (_mentions?.GetValueOrDefault(user) is not { } own)
            return default;
        var inRange = own.Where(mention => mention.Key > after && mention.Key <= through).ToArray();
        return inRange.Length == 0 ? default : new MentionCount(inRange.Length, inRange[^1].Value);
    }

    public ReactionCount[] Reactions(UserId reader, IReadOnlyList<long> seqs) => _reactions is null ? [] :
    [
        .. from seq in seqs.Distinct().Order()
           where _reactions.ContainsKey(seq)
           from reaction in _reactions[seq]
           select new ReactionCount(seq, reaction.Key, reaction.Value.Count, reaction.Value.Contains(reader)),
    ];

    /// <summary>Forgets what hung on trimmed entries.</summary>
    public void Trim(Position to)
    {
        foreach (var seq in _reactions?.Keys.Where(seq => seq <= to.Seq).ToArray() ?? [])
            _reactions!.Remove(seq);
        _recalled?.RemoveWhere(ordinal => ordinal <= to.Ordinal);
        foreach (var own in _removed?.Values ?? Enumerable.Empty<SortedDictionary<long, long>>())
            DropWhere(own, removed => removed.Key <= to.Seq);
        foreach (var own in _mentions?.Values ?? Enumerable.Empty<SortedDictionary<long, long>>())
            DropWhere(own, mention => mention.Key <= to.Ordinal);
    }

    private void Recall(LogEntry target)
    {
        entries.Replace(target with { Recalled = true, Format = BodyFormat.None, Body = default });
        if (target.Version > 0)
            EmptyEdits(target.Seq);
        _reactions?.Remove(target.Seq);
        // Of an entry that does not count neither is kept, and its ordinal is that of one that may.
        if (!target.Countable)
            return;
        foreach (var user in target.Mentions)
            _mentions?.GetValueOrDefault(user)?.Remove(target.Ordinal);
        (_recalled ??= []).Add(target.Ordinal);
    }

    private void EmptyEdits(long seq)
    {
        for (var at = seq + 1; at <= entries.Last.Seq; at++)
        {
            if (entries.Find(at) is { Kind: EntryKind.Edited } edit && edit.TargetSeq == seq)
                entries.Replace(edit with { Format = BodyFormat.None, Body = default });
        }
    }

    private bool Has(AppendRequest request) =>
        _reactions?.GetValueOrDefault(request.TargetSeq)?.GetValueOrDefault(Key(request))?.Contains(request.Sender) == true;

    private HashSet<UserId> React(AppendRequest request)
    {
        _reactions ??= [];
        if (!_reactions.TryGetValue(request.TargetSeq, out var keys))
            _reactions.Add(request.TargetSeq, keys = new SortedDictionary<string, HashSet<UserId>>(StringComparer.Ordinal));
        if (!keys.TryGetValue(Key(request), out var users))
            keys.Add(Key(request), users = []);
        return users;
    }

    private void Unreact(AppendRequest request)
    {
        var users = React(request);
        users.Remove(request.Sender);
        if (users.Count == 0)
            _reactions![request.TargetSeq].Remove(Key(request));
    }

    private static string Key(AppendRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    private static SortedDictionary<long, long> Of(Dictionary<UserId, SortedDictionary<long, long>> rows, UserId user)
    {
        if (!rows.TryGetValue(user, out var own))
            rows.Add(user, own = []);
        return own;
    }

    private static void DropWhere(SortedDictionary<long, long> rows, Func<KeyValuePair<long, long>, bool> which)
    {
        foreach (var row in rows.Where(which).ToArray())
            rows.Remove(row.Key);
    }
}
