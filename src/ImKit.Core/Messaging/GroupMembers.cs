using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Who comes into groups and goes: their rows, floors and the notice of it in one append. Any thread.</summary>
internal sealed class GroupMembers(SendPipeline pipeline, GroupRequests requests, GroupRights rights, Reach reach)
{
    /// <summary>Adds members. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> AddAsync(
        ConversationKey group, UserId actor, ClientMsgId request, IReadOnlyList<UserId> asked, CancellationToken cancel)
    {
        UserId[] users = [.. asked.Distinct()];
        var append = requests.Make(
            group, actor, request, EntryKind.MembersAdded, RequestHash.OfMembers(EntryKind.MembersAdded, "", users), Notices.Members(users));
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MayAddAsync(GroupVerb.Add, entry, users, token), requests.Run(GroupVerb.Add, append, users));
    }

    /// <summary>Lets a user in who was not added. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> JoinAsync(ConversationKey group, UserId user, ClientMsgId request, CancellationToken cancel)
    {
        UserId[] users = [user];
        var append = requests.Make(
            group, user, request, EntryKind.MembersAdded, RequestHash.OfMembers(EntryKind.MembersAdded, "join", users), Notices.Members(users)) with
        {
            SenderMustBeMember = false,
        };
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MayAddAsync(GroupVerb.Join, entry, users, token), requests.Run(GroupVerb.Join, append, users));
    }

    /// <summary>Removes members, or lets them leave. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> RemoveAsync(
        ConversationKey group, UserId actor, ClientMsgId request, IReadOnlyList<UserId> asked, CancellationToken cancel)
    {
        UserId[] users = [.. asked.Distinct()];
        var append = requests.Make(
            group, actor, request, EntryKind.MembersRemoved, RequestHash.OfMembers(EntryKind.MembersRemoved, "", users), Notices.Members(users));
        return pipeline.SubmitAsync(append, cancel, (entry, token) => MayRemoveAsync(entry, users, token), requests.Run(GroupVerb.Remove, append, users));
    }

    private async ValueTask<Result<AppendRequest>> MayAddAsync(
        GroupVerb verb, AppendRequest request, UserId[] users, CancellationToken cancel)
    {
        var read = await rights.ReadAsync(verb, request, users, cancel).ConfigureAwait(false);
        if (!read.Ok)
            return read.Error;
        var action = read.Value;
        if (verb == GroupVerb.Join && EntryRules.IsPresent(action.Actor.Role))
            return ImError.Unchanged;
        var error = await rights.AskAsync(action, cancel).ConfigureAwait(false);
        if (error.IsError)
            return error;
        if (action.Targets.Any(static target => target.Role == MemberRole.Banned))
            return ImError.Banned;
        UserId[] added = [.. action.Targets.Where(target => target.User != request.Sender && !EntryRules.IsPresent(target.Role)).Select(static target => target.User)];
        error = await reach.CheckAsync(request.Conversation.Tenant, request.Sender, added, cancel).ConfigureAwait(false);
        if (error.IsError)
            return error;
        return request with
        {
            Members = [.. users.Select(static user => new MemberChange(user, MemberRole.Member))],
            // Named as if it were to be created, the store leaves the roles of those who are members already, and bans, as they are, whatever has
            // happened since this node looked.
            Create = new ConversationSettings { Title = action.Head.Title, Epoch = action.Head.Epoch },
        };
    }

    private async ValueTask<Result<AppendRequest>> MayRemoveAsync(AppendRequest request, UserId[] users, CancellationToken cancel)
    {
        var read = await rights.ReadAsync(GroupVerb.Remove, request, users, cancel).ConfigureAwait(false);
        if (!read.Ok)
            return read.Error;
        UserId[] present = [.. read.Value.Targets.Where(static target => EntryRules.IsPresent(target.Role)).Select(static target => target.User)];
        if (present.Length == 0)
            return ImError.BadRequest("none of the users is a member");
        var actor = read.Value.Actor;
        var leaves = present.Contains(actor.User);
        // The others are judged even if they are no members: that a user is not there is not for everybody to find out.
        Member[] others = [.. read.Value.Targets.Where(target => target.User != actor.User)];
        var action = read.Value with { Verb = others.Length == 0 ? GroupVerb.Leave : GroupVerb.Remove, Targets = others };
        var error = await rights.AskAsync(action, cancel).ConfigureAwait(false);
        if (error.IsError)
            return error;
        if (leaves && actor.Role == MemberRole.Owner && action.Head.MemberCount > present.Length)
            return ImError.OwnerStays;
        return request with
        {
            Body = Notices.Members(present),
            Members = [.. present.Select(static user => new MemberChange(user, MemberRole.None))],
        };
    }
}
