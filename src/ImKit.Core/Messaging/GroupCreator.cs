using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Creates groups: conversation, members and the notice of it in one append. Any thread.</summary>
internal sealed class GroupCreator(SendPipeline pipeline, GroupRequests requests, Reach reach, MessageIds ids)
{
    /// <summary>Creates. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> CreateAsync(
        TenantId tenant, UserId creator, ClientMsgId request, string title, IReadOnlyList<UserId> members, CancellationToken cancel)
    {
        var error = GroupRules.CheckCreate(creator, request, title, members);
        if (error.IsError)
            return new(error);
        UserId[] users = [creator, .. members.Where(user => user != creator).Distinct()];
        var append = requests.Make(
            new ConversationKey(tenant, ConversationId.Group(creator, request)), creator, request, EntryKind.Created,
            RequestHash.OfMembers(EntryKind.Created, title, users), Notices.Created(title, users));
        return pipeline.SubmitAsync(
            append with
            {
                Create = new ConversationSettings { Title = title, Epoch = ids.NextEpoch() },
                Members = [.. users.Select(user => new MemberChange(user, user == creator ? MemberRole.Owner : MemberRole.Member))],
            },
            cancel,
            users.Length == 1 ? null : async (asked, token) =>
            {
                var refused = await reach.CheckAsync(tenant, creator, users[1..], token).ConfigureAwait(false);
                return refused.IsError ? refused : asked;
            },
            requests.RunCreate(append, title, users));
    }
}
