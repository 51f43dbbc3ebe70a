using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Adds and removes members of groups: their rows, floors and the notice of it in one append. Any thread.</summary>
internal sealed class GroupMembers(IConversationStore conversations, SendPipeline pipeline, StoreCalls calls, MessageIds ids, TimeProvider time)
{
    public async ValueTask<Result<SendAck>> AddAsync(
        ConversationKey group, UserId actor, ClientMsgId request, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var head = await calls.TryAsync(token => MayAddAsync(group, actor, token), cancel).ConfigureAwait(false);
        if (!head.Ok)
            return head.Error;
        var append = Request(group, actor, request, EntryKind.MembersAdded, users, MemberRole.Member) with
        {
            // Named as if it were to be created, the store leaves the roles of those who are members already as they are, whatever has
            // happened since this node looked.
            Create = new ConversationSettings { Title = head.Value.Title, Epoch = head.Value.Epoch },
        };
        return await pipeline.SubmitAsync(append, cancel).ConfigureAwait(false);
    }

    public async ValueTask<Result<SendAck>> RemoveAsync(
        ConversationKey group, UserId actor, ClientMsgId request, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var targets = await calls.TryAsync(token => MayRemoveAsync(group, actor, users, token), cancel).ConfigureAwait(false);
        if (!targets.Ok)
            return targets.Error;
        var append = Request(group, actor, request, EntryKind.MembersRemoved, users, MemberRole.None) with
        {
            Body = Notices.Members(targets.Value),
        };
        return await pipeline.SubmitAsync(append, cancel).ConfigureAwait(false);
    }

    private AppendRequest Request(
        ConversationKey group, UserId actor, ClientMsgId request, EntryKind kind, IReadOnlyList<UserId> asked, MemberRole role)
    {
        UserId[] users = [.. asked.Distinct()];
        return new AppendRequest
        {
            Conversation = group,
            Id = ids.Next(),
            Sender = actor,
            ClientMsgId = request,
            PayloadHash = RequestHash.OfMembers(kind, "", users),
            Kind = kind,
            Countable = false,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Format = BodyFormat.Json,
            Body = Notices.Members(users),
            Members = [.. users.Select(user => new MemberChange(user, role))],
            SenderMustBeMember = true,
        };
    }

    private async ValueTask<Result<ConversationHead>> MayAddAsync(ConversationKey group, UserId actor, CancellationToken cancel)
    {
        var heads = await conversations.GetHeadsAsync([group], cancel).ConfigureAwait(false);
        if (heads[0] is not { } head)
            return ImError.NotFound;
        var member = await conversations.FindMemberAsync(group, actor, cancel).ConfigureAwait(false);
        return member?.Role switch
        {
            MemberRole.Admin or MemberRole.Owner => head,
            null or MemberRole.None => ImError.NotMember,
            _ => ImError.Forbidden,
        };
    }

    /// <summary>Who of the users is named in the notice, or why it is not allowed.</summary>
    private async ValueTask<Result<UserId[]>> MayRemoveAsync(
        ConversationKey group, UserId actor, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        // Who leaves may have left by an earlier try whose answer was lost: the store knows, by the request's id, and refuses otherwise.
        if (users.All(user => user == actor))
            return new UserId[] { actor };
        var member = await conversations.FindMemberAsync(group, actor, cancel).ConfigureAwait(false);
        if (member is null or { Role: MemberRole.None })
            return ImError.NotMember;
        var known = new List<UserId>(users.Count);
        foreach (var user in users.Distinct())
        {
            var target = await conversations.FindMemberAsync(group, user, cancel).ConfigureAwait(false);
            if (target is not null && user != actor && !MayRemove(member.Role, target.Role))
                return ImError.Forbidden;
            if (target is not null)
                known.Add(user);
        }

        return known.Count > 0 ? known.ToArray() : ImError.BadRequest("none of the users is a member");
    }

    /// <summary>Owners remove anyone, admins those who are neither. One who has left is nobody's to protect.</summary>
    private static bool MayRemove(MemberRole actor, MemberRole target) =>
        actor == MemberRole.Owner || (actor == MemberRole.Admin && target is MemberRole.Member or MemberRole.None);
}
