using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Reads what a change of a group is about, and asks the policy. Any thread.</summary>
internal sealed class GroupRights(IConversationStore conversations, IGroupPolicy policy)
{
    /// <summary>What somebody wants to do, as the group is now.</summary>
    /// <param name="verb">What.</param>
    /// <param name="request">Group and actor.</param>
    /// <param name="users">Whom it concerns.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask<Result<GroupAction>> ReadAsync(
        GroupVerb verb, AppendRequest request, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var heads = await conversations.GetHeadsAsync([request.Conversation], cancel).ConfigureAwait(false);
        if (heads[0] is not { } head)
            return ImError.NotFound;
        if (head.Dissolved)
            return ImError.Dissolved;
        var actor = await RowAsync(request.Conversation, request.Sender, cancel).ConfigureAwait(false);
        if (verb != GroupVerb.Join && !EntryRules.IsPresent(actor.Role))
            return ImError.NotMember;
        // All at once: others wait for this in the same lane.
        var targets = await Task.WhenAll(users.Select(user => RowAsync(request.Conversation, user, cancel).AsTask())).ConfigureAwait(false);
        return new GroupAction { Verb = verb, Head = head, Actor = actor, Targets = targets };
    }

    /// <summary>Whether the policy allows it.</summary>
    public ValueTask<ImError> AskAsync(GroupAction action, CancellationToken cancel) => policy.CheckAsync(action, cancel);

    private async ValueTask<Member> RowAsync(ConversationKey group, UserId user, CancellationToken cancel) =>
        await conversations.FindMemberAsync(group, user, cancel).ConfigureAwait(false)
        ?? new Member { User = user, Role = MemberRole.None, Floor = default, Read = default, LastSent = default };
}
