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
}
