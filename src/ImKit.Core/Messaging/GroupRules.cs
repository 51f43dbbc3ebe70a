using System.Text;

namespace ImKit.Messaging;

/// <summary>What a request about a group may be. Pure; any thread.</summary>
internal static class GroupRules
{
    public const int MaxTitle = 256;
    public const int MaxFirstMembers = 499;
    public const int MaxChange = 100;

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
        if (conversation.Kind != ConversationKind.Group)
            return ImError.BadRequest("members of groups only can be changed");
        if (users.Count == 0)
            return ImError.BadRequest("no users are named");
        if (users.Count > MaxChange)
            return ImError.LimitExceeded($"at most {MaxChange} users can be changed at once");
        return CheckActor(actor, request, users);
    }

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
