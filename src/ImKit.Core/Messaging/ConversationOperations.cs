using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>The operations on conversations that clients have. Each acts for the session's own user in the session's own tenant.</summary>
internal sealed class ConversationOperations(ConversationsFactory factory, IFeedStore feed) : IWireOperations
{
    public IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(Operations.Send, SendRequest.Parser, SendAsync),
        Of(Operations.Pull, PullRequest.Parser, PullAsync),
        Of(Operations.Sync, SyncRequest.Parser, SyncAsync),
        Of(Operations.MarkRead, MarkReadRequest.Parser, MarkReadAsync),
        Of(Operations.Recent, RecentRequest.Parser, RecentAsync),
        Of(Operations.History, HistoryRequest.Parser, HistoryAsync),
        Of(Operations.CreateGroup, CreateGroupRequest.Parser, CreateGroupAsync),
        Of(Operations.ChangeMembers, ChangeMembersRequest.Parser, ChangeMembersAsync),
        Of(Operations.Members, MembersRequest.Parser, MembersAsync),
    ];

    public ValueTask<long> GetFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => feed.GetVersionAsync(tenant, user, cancel);

    private delegate ValueTask<WireOutcome> Handler<in T>(Conversations conversations, UserId user, T request, CancellationToken cancel);

    private KeyValuePair<int, WireOperation> Of<T>(int operation, MessageParser<T> parser, Handler<T> handler)
        where T : class, IMessage<T>, new() =>
        new(operation, (context, cancel) => WireBody.TryDecode(context.Body.Span, context.Version, parser, out var request)
            ? handler(factory.For(context.Session.Tenant), context.Session.User, request, cancel)
            : new(WireOutcome.Refuse(ImError.BadRequest($"the body is no {typeof(T).Name}"))));

    private static ValueTask<WireOutcome> SendAsync(Conversations conversations, UserId user, SendRequest request, CancellationToken cancel)
    {
        var draft = RequestReader.Draft(user, request);
        return new(draft.Ok
            ? Later(conversations.SendOwnedAsync(draft.Value, CancellationToken.None), Operations.SendReply)
            : WireOutcome.Refuse(draft.Error));
    }

    private static ValueTask<WireOutcome> CreateGroupAsync(
        Conversations conversations, UserId user, CreateGroupRequest request, CancellationToken cancel)
    {
        if (!ClientMsgId.TryCreate(request.ClientMsgId, out var id))
            return new(WireOutcome.Refuse(RequestReader.BadRequestId));
        if (!RequestReader.TryUsers(request.Members, out var members))
            return new(WireOutcome.Refuse(RequestReader.BadUser));
        var created = conversations.CreateGroupAsync(user, id, request.Title, members, CancellationToken.None);
        return new(Later(created, Operations.CreateGroupReply));
    }

    private static async ValueTask<WireOutcome> ChangeMembersAsync(
        Conversations conversations, UserId user, ChangeMembersRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        if (!ClientMsgId.TryCreate(request.ClientMsgId, out var id))
            return WireOutcome.Refuse(RequestReader.BadRequestId);
        if (!RequestReader.TryUsers(request.Add, out var add) || !RequestReader.TryUsers(request.Remove, out var remove))
            return WireOutcome.Refuse(RequestReader.BadUser);
        if ((add.Length == 0) == (remove.Length == 0))
            return WireOutcome.Refuse(ImError.BadRequest("name users either to add or to remove"));
        var change = add.Length > 0
            ? conversations.AddMembersAsync(user, id, conversation, add, cancel)
            : conversations.RemoveMembersAsync(user, id, conversation, remove, cancel);
        return Answer(await change.ConfigureAwait(false), Operations.ChangeMembersReply, ReplyMapping.ToWire);
    }

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

    private static async ValueTask<WireOutcome> MembersAsync(
        Conversations conversations, UserId user, MembersRequest request, CancellationToken cancel)
    {
        UserId after = default;
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        if (request.After.Length > 0 && !UserId.TryCreate(request.After, out after))
            return WireOutcome.Refuse(RequestReader.BadUser);
        var limit = Math.Clamp(request.Limit == 0 ? 100 : request.Limit, 1, StoreArguments.MaxKeys);
        var members = await conversations.MembersAsync(user, conversation, after, limit, cancel).ConfigureAwait(false);
        return Answer(members, Operations.MembersReply, page => ReplyMapping.ToWire(page, page.Count == limit));
    }

    /// <summary>The request is in its lane; the next may start while the store commits this one.</summary>
    private static WireOutcome Later(ValueTask<Result<SendAck>> ack, int operation) =>
        ack.IsCompletedSuccessfully ? Answer(ack.GetAwaiter().GetResult(), operation, ReplyMapping.ToWire) : WireOutcome.Wait(AnswerAsync(ack, operation));

    private static async Task<WireOutcome> AnswerAsync(ValueTask<Result<SendAck>> ack, int operation) =>
        Answer(await ack.ConfigureAwait(false), operation, ReplyMapping.ToWire);

    private static WireOutcome Answer<T>(Result<T> result, int operation, Func<T, IMessage> toWire) =>
        result.Ok ? WireOutcome.Reply(operation, toWire(result.Value)) : WireOutcome.Refuse(result.Error);
}
