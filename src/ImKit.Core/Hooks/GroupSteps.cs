using ImKit.Storage;

namespace ImKit;

/// <summary>Somebody creates a group. Nothing of it can be changed.</summary>
public sealed record CreateGroupStep : Step
{
    /// <summary>The group's id.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The user's own id of the request.</summary>
    public required ClientMsgId Request { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>Its members, the creator among them.</summary>
    public required IReadOnlyList<UserId> Members { get; init; }
}

/// <summary>Somebody changes a group. Nothing of it can be changed.</summary>
public sealed record GroupStep : Step
{
    /// <summary>What. <see cref="GroupVerb.Leave"/> is <see cref="GroupVerb.Remove"/> of oneself here.</summary>
    public required GroupVerb Verb { get; init; }

    /// <summary>The group.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The user's own id of the request.</summary>
    public required ClientMsgId Request { get; init; }

    /// <summary>Whom it concerns.</summary>
    public IReadOnlyList<UserId> Users { get; init; } = [];

    /// <summary>For <see cref="GroupVerb.SetRole"/>: the role that they shall have.</summary>
    public MemberRole Role { get; init; }

    /// <summary>For <see cref="GroupVerb.ChangeSettings"/>: what shall change.</summary>
    public SettingsChange? Settings { get; init; }
}
