using System.Text;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>What hangs on entries: changes of them, reactions, mentions, and what users removed for themselves. The writer's thread only.</summary>
internal sealed class TargetWriter(Connection connection)
{
    private readonly Statement _find = connection.Prepare(
        "SELECT kind, recalled, version FROM entries WHERE conversation = ? AND seq = ?");

    private readonly Statement _edit = connection.Prepare("UPDATE entries SET version = ?, format = ?, body = ? WHERE conversation = ? AND seq = ?");

    private readonly Statement _recall = connection.Prepare("UPDATE entries SET recalled = 1, format = 0, body = x'' WHERE conversation = ? AND seq = ?");

    private readonly Statement _recallEdits = connection.Prepare(
        "UPDATE entries SET format = 0, body = x'' WHERE conversation = ? AND target_seq = ? AND kind = 5");

    private readonly Statement _dropReactions = connection.Prepare("DELETE FROM reactions WHERE conversation = ? AND seq = ?");
    private readonly Statement _dropMentions = connection.Prepare("DELETE FROM mentions WHERE conversation = ? AND seq = ?");
    private readonly Statement _mention = connection.Prepare("INSERT INTO mentions (conversation, user, ordinal, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
    private readonly Statement _react = connection.Prepare("INSERT INTO reactions (conversation, seq, key, user) VALUES (?, ?, ?, ?)");
    private readonly Statement _unreact = connection.Prepare("DELETE FROM reactions WHERE conversation = ? AND seq = ? AND key = ? AND user = ?");

    private readonly Statement _reacted = connection.Prepare(
        "SELECT 1 FROM reactions WHERE conversation = ? AND seq = ? AND key = ? AND user = ?");

    private readonly Statement _remove = connection.Prepare("""
        INSERT INTO removed (conversation, user, seq, ordinal)
        SELECT conversation, ?, seq, iif(countable, ordinal, 0) FROM entries WHERE conversation = ? AND seq = ?
        ON CONFLICT DO NOTHING
        """);

    /// <summary>Whether an entry may change its target now; <see cref="AppendStatus.Unspecified"/> if so, and then what the target is.</summary>
    public AppendStatus Check(LogState? log, AppendRequest request, out Target? target)
    {
        target = log is null ? null : Find(log, request.TargetSeq);
        if (target is not { } found || !EntryRules.CanBeChanged(found.Kind))
            return AppendStatus.TargetNotFound;
        if (found.Recalled)
            return request.Kind == EntryKind.Recalled ? AppendStatus.Unchanged : AppendStatus.TargetNotFound;
        return request.Kind switch
        {
            EntryKind.Edited when request.TargetVersion is { } version && version != found.Version => AppendStatus.VersionMismatch,
            EntryKind.ReactionAdded when HasReacted(log!, request) => AppendStatus.Unchanged,
            EntryKind.ReactionRemoved when !HasReacted(log!, request) => AppendStatus.Unchanged,
            _ => AppendStatus.Unspecified,
        };
    }

    /// <summary>Changes the target.</summary>
    /// <returns>The version of the entry that changes it: for an edit the target's new one.</returns>
    public int Apply(LogState log, AppendRequest request, Target target)
    {
        switch (request.Kind)
        {
            case EntryKind.Edited:
                _edit.Bind(1, target.Version + 1).Bind(2, (int)request.Format).Bind(3, request.Body.Span).Bind(4, log.Number).Bind(5, target.Seq).Run();
                return target.Version + 1;
            case EntryKind.Recalled:
                Recall(log, target);
                return 0;
            case EntryKind.ReactionAdded:
                Reaction(_react, log, request).Run();
                return 0;
            default:
                Reaction(_unreact, log, request).Run();
                return 0;
        }
    }

    public void Mention(LogState log, UserId user, Position place) =>
        _mention.Bind(1, log.Number).Bind(2, user.Value).Bind(3, place.Ordinal).Bind(4, place.Seq).Run();

    /// <summary>Removes entries for one user.</summary>
    public void Remove(LogState log, UserId user, IReadOnlyList<long> seqs)
    {
        foreach (var seq in seqs)
            _remove.Bind(1, user.Value).Bind(2, log.Number).Bind(3, seq).Run();
    }

    private Target? Find(LogState log, long seq)
    {
        using var rows = _find.Bind(1, log.Number).Bind(2, seq).Query();
        return rows.Next() ? new Target(seq, (EntryKind)rows.Int32(0), rows.Bool(1), rows.Int32(2)) : null;
    }

    private void Recall(LogState log, Target target)
    {
        _recall.Bind(1, log.Number).Bind(2, target.Seq).Run();
        if (target.Version > 0)
            _recallEdits.Bind(1, log.Number).Bind(2, target.Seq).Run();
        _dropReactions.Bind(1, log.Number).Bind(2, target.Seq).Run();
        _dropMentions.Bind(1, log.Number).Bind(2, target.Seq).Run();
    }

    private bool HasReacted(LogState log, AppendRequest request)
    {
        using var rows = Reaction(_reacted, log, request).Query();
        return rows.Next();
    }

    private static Statement Reaction(Statement statement, LogState log, AppendRequest request) => statement
        .Bind(1, log.Number).Bind(2, request.TargetSeq).Bind(3, Encoding.UTF8.GetString(request.Body.Span)).Bind(4, request.Sender.Value);
}

/// <summary>The entry that another one changes.</summary>
internal readonly record struct Target(long Seq, EntryKind Kind, bool Recalled, int Version);
