using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Clients change what is their user's own.</summary>
internal sealed class OwnOperations(ConversationsFactory factory) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(Operations.UpdateConversation, UpdateConversationRequest.Parser, UpdateAsync),
        Of(Operations.RemoveEntries, RemoveEntriesRequest.Parser, RemoveAsync),
        Of(Operations.Removed, RemovedRequest.Parser, RemovedAsync),
        Of(Operations.Badge, BadgeRequest.Parser, BadgeAsync),
    ];

    private static async ValueTask<WireOutcome> UpdateAsync(
        Conversations conversations, UserId user, UpdateConversationRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var update = new MemberUpdate
        {
            ClearTo = request.ClearTo,
            Muted = request.HasMuted ? request.Muted : null,
            Pinned = request.HasPinned ? request.Pinned : null,
            Hidden = request.HasHidden ? request.Hidden : null,
            MarkedUnread = request.HasMarkedUnread ? request.MarkedUnread : null,
            Draft = request.HasDraft ? request.Draft : null,
        };
        var state = await conversations.UpdateAsync(user, conversation, update, cancel).ConfigureAwait(false);
        return Answer(state, Operations.UpdateConversationReply, ReplyMapping.ToWire);
    }

    private static async ValueTask<WireOutcome> RemoveAsync(
        Conversations conversations, UserId user, RemoveEntriesRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var state = await conversations.RemoveForMeAsync(user, conversation, request.Seqs, cancel).ConfigureAwait(false);
        return Answer(state, Operations.RemoveEntriesReply, ReplyMapping.ToWire);
    }

    private static async ValueTask<WireOutcome> RemovedAsync(
        Conversations conversations, UserId user, RemovedRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var limit = Math.Clamp(request.Limit == 0 ? StoreArguments.MaxKeys : request.Limit, 1, StoreArguments.MaxKeys);
        var removed = await conversations.RemovedAsync(user, conversation, request.After, limit, cancel).ConfigureAwait(false);
        return Answer(removed, Operations.RemovedReply, seqs => new RemovedReply { Seqs = { seqs }, More = seqs.Count == limit });
    }

    private static async ValueTask<WireOutcome> BadgeAsync(Conversations conversations, UserId user, BadgeRequest request, CancellationToken cancel)
    {
        var badge = await conversations.BadgeAsync(user, cancel).ConfigureAwait(false);
        return Answer(badge, Operations.BadgeReply, static badge => new BadgeReply { Unread = badge.Unread, Mentions = badge.Mentions });
    }
}
