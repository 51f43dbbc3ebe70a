namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>What becomes of the entries that others change. Pure.</summary>
internal static class TargetDecision
{
    /// <summary>Whether an entry may change its target now; <see cref="AppendStatus.Unspecified"/> if so.</summary>
    public static AppendStatus Check(TargetState target, AppendRequest request)
    {
        if (!target.Exists || !EntryRules.CanBeChanged(target.Kind))
            return AppendStatus.TargetNotFound;
        if (target.Recalled)
            return request.Kind == EntryKind.Recalled ? AppendStatus.Unchanged : AppendStatus.TargetNotFound;
        return request.Kind switch
        {
            EntryKind.Edited when request.TargetVersion is { } version && version != target.Version => AppendStatus.VersionMismatch,
            EntryKind.ReactionAdded when target.Reaction(request).Exists => AppendStatus.Unchanged,
            EntryKind.ReactionRemoved when !target.Reaction(request).Exists => AppendStatus.Unchanged,
            _ => AppendStatus.Unspecified,
        };
    }

    /// <summary>Changes the target.</summary>
    /// <returns>The version of the entry that changes it: for an edit the target's new one.</returns>
    public static int Apply(TargetState target, AppendRequest request)
    {
        switch (request.Kind)
        {
            case EntryKind.Edited:
                target.Version++;
                Replace(target, request.Format, request.Body);
                return target.Version;
            case EntryKind.Recalled:
                target.Recalled = true;
                Replace(target, BodyFormat.None, default);
                return 0;
            default:
                target.Reaction(request).Exists = request.Kind == EntryKind.ReactionAdded;
                return 0;
        }
    }

    private static void Replace(TargetState target, BodyFormat format, ReadOnlyMemory<byte> body)
    {
        target.IsChanged = true;
        target.Format = format;
        target.Body = body;
    }
}
