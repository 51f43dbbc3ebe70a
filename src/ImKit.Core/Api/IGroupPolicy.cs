using ImKit.Storage;

namespace ImKit;

/// <summary>Says who may change what in a group. Registered with the host's services it replaces the default one, whose rules are
/// owner &gt; admin &gt; member and what <see cref="GroupOptions"/> sets.</summary>
/// <remarks>Threading and failure as with <see cref="IMessagePolicy"/>. The rows are read just before the change is committed, not in the same commit: who
/// loses a right at that very moment may still succeed once. Whatever it allows, a banned user does not join, and an owner does not leave others behind.</remarks>
public interface IGroupPolicy
{
    /// <summary>Decides.</summary>
    /// <param name="action">What somebody wants to do.</param>
    /// <param name="cancel">The time is over.</param>
    /// <returns><see cref="ImError.None"/> to allow it, else what the client is told.</returns>
    ValueTask<ImError> CheckAsync(GroupAction action, CancellationToken cancel);
}

/// <summary>What somebody wants to change in a group.</summary>
public sealed record GroupAction
{
    /// <summary>What.</summary>
    public required GroupVerb Verb { get; init; }

    /// <summary>The group as it is.</summary>
    public required ConversationHead Head { get; init; }

    /// <summary>Who: a present member, or for <see cref="GroupVerb.Join"/> anyone.</summary>
    public required Member Actor { get; init; }

    /// <summary>Whom it concerns besides the actor; users without a row have the role <see cref="MemberRole.None"/>.</summary>
    public IReadOnlyList<Member> Targets { get; init; } = [];

    /// <summary>For <see cref="GroupVerb.SetRole"/>: the role that they shall have.</summary>
    public MemberRole Role { get; init; }

    /// <summary>For <see cref="GroupVerb.ChangeSettings"/>: what shall change.</summary>
    public SettingsChange? Settings { get; init; }
}

/// <summary>What can be changed in a group.</summary>
public enum GroupVerb
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Add members.</summary>
    Add = 1,

    /// <summary>Remove members.</summary>
    Remove = 2,

    /// <summary>Leave.</summary>
    Leave = 3,

    /// <summary>Come in without being added.</summary>
    Join = 4,

    /// <summary>Give members a role, ban users, lift bans.</summary>
    SetRole = 5,

    /// <summary>Make another member the owner.</summary>
    Transfer = 6,

    /// <summary>Change title, info or who may speak.</summary>
    ChangeSettings = 7,

    /// <summary>Dissolve.</summary>
    Dissolve = 8,
}
