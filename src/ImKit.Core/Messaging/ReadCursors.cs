using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Moves read cursors, and tells the user's own devices and, where receipts are given, the other members. Any thread.</summary>
internal sealed class ReadCursors(IConversationStore conversations, StateReader states, FeedWriter feed, Receipts receipts)
{
    public async ValueTask<Result<ConversationState>> MarkReadAsync(
        ConversationKey conversation, UserId reader, long seq, CancellationToken cancel)
    {
        if (seq < 0)
            return ImError.BadRequest("a seq is not negative");
        if (!feed.HasRoom(conversation.Tenant, reader))
            return ImError.Busy;
        var before = await conversations.FindMemberAsync(conversation, reader, cancel).ConfigureAwait(false);
        var after = before is null ? null : await conversations.MarkReadAsync(conversation, reader, seq, cancel).ConfigureAwait(false);
        if (after is null)
            return await WhyNotAsync(conversation, cancel).ConfigureAwait(false);
        var version = after.Read == before!.Read && after.MarkedUnread == before.MarkedUnread ? 0 : await feed.WriteAsync(
            new FeedChange(conversation.Tenant, reader, FeedKind.Read, conversation.Id), cancel).ConfigureAwait(false);
        var state = await states.ReadAsync(conversation.Tenant, reader, [(conversation.Id, version)], cancel).ConfigureAwait(false);
        if (state.Count == 0)
            return ImError.NotFound;
        if (after.Read != before.Read && receipts.AreGiven(state[0].MemberCount))
            receipts.Add(conversation, reader, after.Read.Seq);
        return state[0];
    }

    private async ValueTask<ImError> WhyNotAsync(ConversationKey conversation, CancellationToken cancel)
    {
        var heads = await conversations.GetHeadsAsync([conversation], cancel).ConfigureAwait(false);
        return heads[0] is null ? ImError.NotFound : ImError.NotMember;
    }
}
