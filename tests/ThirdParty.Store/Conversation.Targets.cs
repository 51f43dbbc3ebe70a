using System.Text;

namespace ThirdParty.Store;

internal sealed partial class Conversation
{
    private readonly HashSet<(long Seq, string Key, UserId User)> _reactions = [];

    /// <summary>Whether an entry may change its target now; Unspecified if so.</summary>
    public AppendStatus CheckTarget(AppendRequest request)
    {
        if (!_entries.TryGetValue(request.TargetSeq, out var target) || !EntryRules.CanBeChanged(target.Kind))
            return AppendStatus.TargetNotFound;
        if (target.Recalled)
            return request.Kind == EntryKind.Recalled ? AppendStatus.Unchanged : AppendStatus.TargetNotFound;
        if (request.Kind == EntryKind.Edited && request.TargetVersion is { } version && version != target.Version)
            return AppendStatus.VersionMismatch;
        return IsReaction(request.Kind) && _reactions.Contains(ReactionOf(request)) == (request.Kind == EntryKind.ReactionAdded)
            ? AppendStatus.Unchanged
            : AppendStatus.Unspecified;
    }

    public IEnumerable<ReactionCount> Reactions(UserId reader, IReadOnlyList<long> seqs) =>
        from reaction in _reactions
        where seqs.Contains(reaction.Seq) && _entries.ContainsKey(reaction.Seq)
        group reaction.User by (reaction.Seq, reaction.Key) into users
        select new ReactionCount(users.Key.Seq, users.Key.Key, users.Count(), users.Contains(reader));

    private int ChangeTarget(AppendRequest request)
    {
        var target = _entries[request.TargetSeq];
        switch (request.Kind)
        {
            case EntryKind.Edited:
                _entries[target.Seq] = target with { Version = target.Version + 1, Format = request.Format, Body = request.Body };
                return target.Version + 1;
            case EntryKind.Recalled:
                _entries[target.Seq] = Emptied(target) with { Recalled = true };
                foreach (var edit in Entries.Where(entry => entry.Kind == EntryKind.Edited && entry.TargetSeq == target.Seq).ToArray())
                    _entries[edit.Seq] = Emptied(edit);
                _reactions.RemoveWhere(reaction => reaction.Seq == target.Seq);
                return 0;
            case EntryKind.ReactionAdded:
                _reactions.Add(ReactionOf(request));
                return 0;
            default:
                _reactions.Remove(ReactionOf(request));
                return 0;
        }
    }

    private static bool IsReaction(EntryKind kind) => kind is EntryKind.ReactionAdded or EntryKind.ReactionRemoved;

    private static LogEntry Emptied(LogEntry entry) => entry with { Format = BodyFormat.None, Body = default };

    private static (long, string, UserId) ReactionOf(AppendRequest request) =>
        (request.TargetSeq, Encoding.UTF8.GetString(request.Body.Span), request.Sender);
}
