using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Creates groups: conversation, members and the notice of it in one append. Any thread.</summary>
internal sealed class GroupCreator(SendPipeline pipeline, MessageIds ids, TimeProvider time)
{
    /// <summary>Creates. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> CreateAsync(
        TenantId tenant, UserId creator, ClientMsgId request, string title, IReadOnlyList<UserId> members, CancellationToken cancel)
    {
        var error = GroupRules.CheckCreate(creator, request, title, members);
        if (error.IsError)
            return new(error);
        UserId[] users = [creator, .. members.Where(user => user != creator).Distinct()];
        return pipeline.SubmitAsync(
            new AppendRequest
            {
                Conversation = new ConversationKey(tenant, ConversationId.Group(creator, request)),
                Id = ids.Next(),
                Sender = creator,
                ClientMsgId = request,
                PayloadHash = RequestHash.OfMembers(EntryKind.Created, title, users),
                Kind = EntryKind.Created,
                Countable = false,
                Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Format = BodyFormat.Json,
                Body = Notices.Created(title, users),
                Create = new ConversationSettings { Title = title, Epoch = ids.NextEpoch() },
                Members = [.. users.Select(user => new MemberChange(user, user == creator ? MemberRole.Owner : MemberRole.Member))],
                SenderMustBeMember = true,
            },
            cancel);
    }
}
