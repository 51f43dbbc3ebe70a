using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Heads;

/// <summary>Clients name the large groups that their heartbeats shall tell of.</summary>
internal sealed class AttachOperations(HeadWatch watch) : IWireOperations
{
    public IEnumerable<KeyValuePair<int, WireOperation>> All => [new(Operations.Attach, AttachAsync)];

    public ValueTask<long> GetFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => new(0L);

    private async ValueTask<WireOutcome> AttachAsync(OperationContext context, CancellationToken cancel)
    {
        if (!WireBody.TryDecode(context.Body.Span, context.Version, AttachRequest.Parser, out var request))
            return WireOutcome.Refuse(ImError.BadRequest("the body is no AttachRequest"));
        if (request.ConversationIds.Count > StoreArguments.MaxKeys)
            return WireOutcome.Refuse(ImError.LimitExceeded($"at most {StoreArguments.MaxKeys} conversations are named"));
        var named = new HashSet<ConversationId>();
        foreach (var id in request.ConversationIds)
        {
            if (!ConversationId.TryCreate(id, out var conversation))
                return WireOutcome.Refuse(ImError.BadRequest("not a conversation id"));
            named.Add(conversation);
        }

        try
        {
            var reply = new AttachReply();
            foreach (var (conversation, end) in await watch.AttachAsync(context.Session, [.. named], cancel).ConfigureAwait(false))
                reply.Heads.Add(new LogHead { ConversationId = conversation.Value, Epoch = end.Epoch, Seq = end.Seq });
            return WireOutcome.Reply(Operations.AttachReply, reply);
        }
        catch (StorageException)
        {
            return WireOutcome.Refuse(ImError.Unavailable);
        }
    }
}
