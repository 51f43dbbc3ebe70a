namespace ImKit;

/// <summary>What a node does. Numbers are stored and never reused.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing; no node is like that.</summary>
    None = 0,

    /// <summary>Holds connections of clients.</summary>
    Access = 1,

    /// <summary>Answers what clients ask about conversations: sends, reads, changes of groups and contacts.</summary>
    Business = 2,

    /// <summary>Does what follows a commit: writes feeds and pushes entries to members.</summary>
    Dispatch = 4,

    /// <summary>All of it, as a node does by default.</summary>
    All = Access | Business | Dispatch,
}
