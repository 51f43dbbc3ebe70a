using Google.Protobuf;
using ImKit.Heads;
using ImKit.Messaging;
using ImKit.Presence;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;
using ImKit.Wire.Nodes;

namespace ImKit.Forwarding;

/// <summary>What a business node tells access nodes for their own work. Any thread.</summary>
internal sealed class InnerAnswers(StoreHeads heads, StoreBlocks blocks, DeliveredReceipts delivered, IFeedStore feed, StoreCalls calls)
{
    /// <summary>Operation and what answers it.</summary>
    public IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(InnerOperations.FeedVersion, SyncRequest.Parser, async (context, _) => new SyncReply
        {
            Version = await calls.RunAsync(
                (session, cancel) => feed.GetVersionAsync(session.Tenant, session.User, cancel), context.Session, CancellationToken.None).ConfigureAwait(false),
        }),
        Of(InnerOperations.LargeGroups, AttachRequest.Parser, async (context, request) => Ends(
            await heads.FindLargeAsync(context.Session, Named(request), CancellationToken.None).ConfigureAwait(false))),
        Of(InnerOperations.Heads, AttachRequest.Parser, async (context, request) => Ends(
            await heads.ReadAsync([.. Named(request).Select(id => new ConversationKey(context.Session.Tenant, id))], CancellationToken.None).ConfigureAwait(false))),
        Of(InnerOperations.Blocking, WatchPresenceRequest.Parser, async (context, request) => new WatchPresenceRequest
        {
            Users =
            {
                (await blocks.FindBlockingAsync(context.Session, [.. request.Users.Select(static user => new UserId(user))], CancellationToken.None).ConfigureAwait(false))
                    .Select(static user => user.Value),
            },
        }),
        Of(InnerOperations.Delivered, DeliveredTo.Parser, (context, request) =>
        {
            foreach (var place in request.Places)
            {
                if (ConversationId.TryCreate(place.Conversation, out var conversation))
                    delivered.OnDelivered(context.Session, conversation, place.Seq, place.Proved);
            }

            return new ValueTask<IMessage>(new DeliveredTo());
        }),
    ];

    private static KeyValuePair<int, WireOperation> Of<T>(int operation, MessageParser<T> parser, Func<OperationContext, T, ValueTask<IMessage>> answer)
        where T : class, IMessage<T>, new() =>
        new(operation, async (context, _) =>
        {
            if (!WireBody.TryDecode(context.Body.Span, context.Version, parser, out var request))
                return WireOutcome.Refuse(ImError.BadRequest("the body cannot be read"));
            try
            {
                return WireOutcome.Reply(operation, await answer(context, request).ConfigureAwait(false));
            }
            catch (StorageException)
            {
                return WireOutcome.Refuse(ImError.Unavailable);
            }
        });

    private static ConversationId[] Named(AttachRequest request) => [.. request.ConversationIds.Select(static id => new ConversationId(id))];

    private static AttachReply Ends(IReadOnlyList<(ConversationKey Key, LogEnd End)> ends)
    {
        var reply = new AttachReply();
        reply.Heads.AddRange(ends.Select(static one => new LogHead { ConversationId = one.Key.Id.Value, Epoch = one.End.Epoch, Seq = one.End.Seq }));
        return reply;
    }
}
