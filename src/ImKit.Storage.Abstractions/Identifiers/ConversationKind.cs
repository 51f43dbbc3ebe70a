namespace ImKit;

/// <summary>The kinds of conversation. Numbers are stored and never reused.</summary>
public enum ConversationKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Two users; the id follows from the pair.</summary>
    Direct = 1,

    /// <summary>Durable members with roles.</summary>
    Group = 2,

    /// <summary>What the host tells one user.</summary>
    Inbox = 3,

    /// <summary>Whoever is attached now; nothing is stored.</summary>
    Room = 4,
}
