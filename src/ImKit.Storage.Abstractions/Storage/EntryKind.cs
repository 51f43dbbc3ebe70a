namespace ImKit.Storage;

/// <summary>What an entry of a log is. Numbers are stored and never reused; 100 and up are the host's own.</summary>
public enum EntryKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>A message of a user.</summary>
    Message = 1,

    /// <summary>The conversation was created; the body names its creator's settings.</summary>
    Created = 2,

    /// <summary>Members joined or were added.</summary>
    MembersAdded = 3,

    /// <summary>Members left or were removed.</summary>
    MembersRemoved = 4,

    /// <summary>The body of the target was replaced by this entry's.</summary>
    Edited = 5,

    /// <summary>The target was taken back: its body and those of its edits are gone.</summary>
    Recalled = 6,

    /// <summary>The sender reacted to the target; the body is the reaction's key.</summary>
    ReactionAdded = 7,

    /// <summary>The sender took a reaction back; the body is the reaction's key.</summary>
    ReactionRemoved = 8,

    /// <summary>Roles of members changed; the body names them.</summary>
    RolesChanged = 9,

    /// <summary>The conversation's settings changed; the body names what is new.</summary>
    SettingsChanged = 10,

    /// <summary>The conversation was dissolved: nothing follows this entry.</summary>
    Dissolved = 11,
}
