namespace ImKit.Storage;

/// <summary>What follows from an entry's kind, the same for Core and for every store. Pure; any thread.</summary>
public static class EntryRules
{
    /// <summary>The first kind that is the host's own.</summary>
    public const EntryKind FirstCustom = (EntryKind)100;

    /// <summary>Whether entries of this kind can be edited, recalled and reacted to: messages and the host's own kinds.</summary>
    public static bool CanBeChanged(EntryKind kind) => kind is EntryKind.Message or >= FirstCustom;

    /// <summary>Whether an entry of this kind changes the entry that <see cref="AppendRequest.TargetSeq"/> names. With other kinds the number is
    /// a reference (a reply), which a store keeps and does not look up.</summary>
    public static bool ChangesTarget(EntryKind kind) => kind is >= EntryKind.Edited and <= EntryKind.ReactionRemoved;

    /// <summary>Whether a sender who may not speak (muted, or where only admins speak) is refused entries of this kind.</summary>
    public static bool Speaks(EntryKind kind) => kind is EntryKind.Edited or EntryKind.ReactionAdded || CanBeChanged(kind);

    /// <summary>Whether a role makes a present member: neither gone nor banned.</summary>
    public static bool IsPresent(MemberRole role) => role is not (MemberRole.None or MemberRole.Banned);

    /// <summary>Whether a member with this role may speak.</summary>
    /// <param name="role">The role.</param>
    /// <param name="rule">The conversation's rule.</param>
    public static bool MaySpeak(MemberRole role, SpeakRule rule) =>
        role is MemberRole.Admin or MemberRole.Owner || (role == MemberRole.Member && rule == SpeakRule.Everyone);
}
