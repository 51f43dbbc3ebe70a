using System.Text;

namespace ImKit.TestKit.Generated;

internal sealed partial class ReferenceLog
{
    private readonly HashSet<(long Seq, string Key, UserId User)> _reactions = [];

    /// <summary>Whether an entry may change its target; <see cref="AppendStatus.Unspecified"/> if so.</summary>
    public AppendStatus CheckTarget(AppendRequest request)
    {
        var target = Readable.SingleOrDefault(entry => entry.Seq == request.TargetSeq);
        if (target is null || !EntryRules.CanBeChanged(target.Kind) || (target.Recalled && request.Kind != EntryKind.Recalled))
            return AppendStatus.TargetNotFound;
        var reacted = _reactions.Contains(ReactionOf(request));
        return request.Kind switch
        {
            EntryKind.Edited when request.TargetVersion is { } version && version != target.Version => AppendStatus.VersionMismatch,
            EntryKind.Recalled when target.Recalled => AppendStatus.Unchanged,
            EntryKind.ReactionAdded when reacted => AppendStatus.Unchanged,
            EntryKind.ReactionRemoved when !reacted => AppendStatus.Unchanged,
            _ => AppendStatus.Unspecified,
        };
    }

    public IEnumerable<ReactionCount> Reactions(UserId reader) =>
        from reaction in _reactions
        where reaction.Seq > _trimmed
        group reaction.User by (reaction.Seq, reaction.Key) into users
        orderby users.Key.Seq, users.Key.Key
        select new ReactionCount(users.Key.Seq, users.Key.Key, users.Count(), users.Contains(reader));

    private int ChangeTarget(AppendRequest request)
    {
        var index = (int)request.TargetSeq - 1;
        var target = Entries[index];
        switch (request.Kind)
        {
            case EntryKind.Edited:
                Entries[index] = target with { Version = target.Version + 1, Format = request.Format, Body = request.Body };
                return target.Version + 1;
            case EntryKind.Recalled:
                Entries[index] = target with { Recalled = true, Format = BodyFormat.None, Body = default };
                for (var i = 0; i < Entries.Count; i++)
                {
                    if (Entries[i].Kind == EntryKind.Edited && Entries[i].TargetSeq == target.Seq)
                        Entries[i] = Entries[i] with { Format = BodyFormat.None, Body = default };
                }

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

    private static (long, string, UserId) ReactionOf(AppendRequest request) =>
        (request.TargetSeq, Encoding.UTF8.GetString(request.Body.Span), request.Sender);
}
