namespace ImKit.Storage;

/// <summary>What is divided into sections. Numbers are stored and never reused.</summary>
public enum SectionKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Users, by <see cref="Sections.OfUser"/>: who writes their feed rows.</summary>
    Feed = 1,

    /// <summary>Conversations, by <see cref="Sections.OfConversation"/>: who does what follows a commit.</summary>
    Dispatch = 2,
}

/// <summary>Who holds a section: one start of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="BootId">Which start: higher is later.</param>
public readonly record struct SectionHolder(NodeId Node, long BootId);

/// <summary>A section as the store has it.</summary>
/// <param name="Number">Which section of its kind.</param>
/// <param name="Holder">Who took it last; null if nobody has, or if it was given back.</param>
/// <param name="Term">Rises at every change of holder; 0 as long as nobody has held it.</param>
/// <param name="Remaining">How long the lease still holds, by the store's clock; zero if it has ended or nobody holds it.</param>
public readonly record struct SectionLease(int Number, SectionHolder? Holder, long Term, TimeSpan Remaining);

/// <summary>Under which term of a section something is written.</summary>
/// <param name="Number">The section.</param>
/// <param name="Term">The term that the writer holds; 0 writes as long as nobody has held the section.</param>
public readonly record struct SectionTerm(int Number, long Term);

/// <summary>What became of a write that is fenced by a term.</summary>
public enum FencedStatus
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>It is written.</summary>
    Written = 1,

    /// <summary>The term is not the section's any more: another holds it. Nothing was written under it.</summary>
    Refused = 2,
}
