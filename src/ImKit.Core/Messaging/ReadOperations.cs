using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Clients read logs and lists, and mark as read.</summary>
internal sealed class ReadOperations(ConversationsFactory factory) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(Operations.Pull, PullRequest.Parser, PullAsync),
        Of(Operations.Sync, SyncRequest.Parser, SyncAsync),
        Of(Operations.MarkRead, MarkReadRequest.Parser, MarkReadAsync),
        Of(Operations.Recent, RecentRequest.Parser, RecentAsync),
        Of(Operations.History, HistoryRequest.Parser, HistoryAsync),
    ];

    private static async ValueTask<WireOutcome> PullAsync(
        Conversations conversations, UserId user, PullRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var position = new LogPosition(request.Epoch, request.Seq, new MessageId(request.IdAtSeq));
        var slice = await conversations.PullAsync(user, conversation, position, request.Limit == 0 ? 50 : request.Limit, cancel).ConfigureAwait(false);
        return Answer(slice, Operations.PullReply, ReplyMapping.ToWire);
    }

    private static async ValueTask<WireOutcome> HistoryAsync(
        Conversations conversations, UserId user, HistoryRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var before = request.BeforeSeq == 0 ? long.MaxValue : request.BeforeSeq;
        var slice = await conversations.HistoryAsync(user, conversation, before, request.Limit == 0 ? 50 : request.Limit, cancel).ConfigureAwait(false);
        return Answer(slice, Operations.HistoryReply, ReplyMapping.ToWire);
    }

    private static async ValueTask<WireOutcome> MarkReadAsync(
        Conversations conversations, UserId user, MarkReadRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var state = await conversations.MarkReadAsync(user, conversation, request.Seq, cancel).ConfigureAwait(false);
        return Answer(state, Operations.MarkReadReply, ReplyMapping.ToWire);
    }

    private static async ValueTask<WireOutcome> RecentAsync(
        Conversations conversations, UserId user, RecentRequest request, CancellationToken cancel)
    {
        var before = request.Before == 0 ? long.MaxValue : request.Before;
        var page = await conversations.RecentAsync(user, before, request.Limit == 0 ? 50 : request.Limit, cancel).ConfigureAwait(false);
        return Answer(page, Operations.RecentReply, ReplyMapping.ToWire);
    }

    private static async ValueTask<WireOutcome> SyncAsync(Conversations conversations, UserId user, SyncRequest request, CancellationToken cancel)
    {
        var page = await conversations.SyncAsync(user, request.Since, request.Limit == 0 ? 100 : request.Limit, cancel).ConfigureAwait(false);
        return Answer(page, Operations.SyncReply, ReplyMapping.ToWire);
    }
}
