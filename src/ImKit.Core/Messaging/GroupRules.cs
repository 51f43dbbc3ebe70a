using System.Text;

using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>What a request about a group may be. Pure; any thread.</summary>
internal static class GroupRules
{
    public const int MaxTitle = 256;
    public const int MaxFirstMembers = 499;
    public const int MaxChange = 100;
    public const int MaxInfo = 4096;

    public static ImError CheckCreate(UserId creator, ClientMsgId request, string title, IReadOnlyList<UserId> members)
    {
        if (!IsTitle(title))
            return ImError.BadRequest($"a title has 1 to {MaxTitle} characters and no control characters");
        if (members.Count > MaxFirstMembers)
            return ImError.LimitExceeded($"a group begins with at most {MaxFirstMembers} further members");
        return CheckActor(creator, request, members);
    }

    public static ImError CheckChange(UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users)
    {
        if (users.Count == 0)
            return ImError.BadRequest("no users are named");
        if (users.Count > MaxChange)
            return ImError.LimitExceeded($"at most {MaxChange} users can be changed at once");
        return CheckGroup(actor, request, conversation, users);
    }

    public static ImError CheckRole(UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, MemberRole role) =>
        role is MemberRole.None or MemberRole.Member or MemberRole.Admin or MemberRole.Muted or MemberRole.Banned
            ? CheckChange(actor, request, conversation, users)
            : ImError.BadRequest("a role is none, member, admin, muted or banned; an owner is made by a transfer");

    public static ImError CheckSettings(UserId actor, ClientMsgId request, ConversationId conversation, SettingsChange change)
    {
        if (change is { Title: null, Info: null, Speak: null })
            return ImError.BadRequest("nothing is named to change");
        if (change.Title is not null && !IsTitle(change.Title))
            return ImError.BadRequest($"a title has 1 to {MaxTitle} characters and no control characters");
        if (change.Info?.Length > MaxInfo)
            return ImError.LimitExceeded($"the info has at most {MaxInfo} characters");
        if (change.Speak is not (null or SpeakRule.Everyone or SpeakRule.Admins) || change.Dissolve)
            return ImError.BadRequest("who may speak is everyone or admins, and a group is dissolved by a request of its own");
        return CheckGroup(actor, request, conversation, []);
    }

    /// <summary>What every request about an existing group names.</summary>
    public static ImError CheckGroup(UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users) =>
        conversation.Kind == ConversationKind.Group ? CheckActor(actor, request, users) : ImError.BadRequest("groups only can be changed");

    private static ImError CheckActor(UserId actor, ClientMsgId request, IReadOnlyList<UserId> users)
    {
        if (actor == default || users.Contains(default))
            return ImError.BadRequest("a user id is missing");
        return request == default ? ImError.BadRequest("the request id is missing") : default;
    }

    private static bool IsTitle(string? title)
    {
        if (title is null or { Length: 0 or > MaxTitle })
            return false;
        var rest = title.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || Rune.IsControl(rune))
                return false;
            rest = rest[length..];
        }

        return true;
    }
}
