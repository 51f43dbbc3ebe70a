namespace ImKit;

/// <summary>Groups: what the default <see cref="IGroupPolicy"/> allows.</summary>
public sealed class GroupOptions
{
    /// <summary>Whether every member who may speak adds members; otherwise owners and admins alone. Default false.</summary>
    public bool MembersAdd { get; set; }

    /// <summary>Whether anyone who knows a group's id may join it. Default false.</summary>
    public bool OpenToAll { get; set; }
}
