using ImKit.Messaging;
using ImKit.Protocol;
using ImKit.Sessions;

namespace ImKit.Forwarding;

/// <summary>The operations on conversations of a node that leaves them to others.</summary>
internal sealed class ForwardedOperations(ConversationOperations own, InnerRequests inner, RequestForwarder forwarder) : IWireOperations
{
    // Long answers wait for their turn: of those a client gets as many as it reads, and no more are kept for it.
    private static readonly int[] Pipelined = [Operations.Send, Operations.Edit, Operations.Recall, Operations.React];

    public IEnumerable<KeyValuePair<int, WireOperation>> All => own.All.Select(operation => new KeyValuePair<int, WireOperation>(operation.Key, ForwardAsync));

    public ValueTask<long> GetFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => inner.FindFeedVersionAsync(tenant, user, cancel);

    private async ValueTask<WireOutcome> ForwardAsync(OperationContext context, CancellationToken cancel)
    {
        var answer = await forwarder.AskAsync(context.Session, context.Operation, context.Version, context.Body).ConfigureAwait(false);
        return Pipelined.Contains(context.Operation) && !answer.IsCompleted ? WireOutcome.Wait(ReadAsync(answer)) : await ReadAsync(answer).ConfigureAwait(false);
    }

    private static async Task<WireOutcome> ReadAsync(Task<Result<Wire.Nodes.ForwardReply>> answer)
    {
        var reply = await answer.ConfigureAwait(false);
        return reply.Ok ? WireOutcome.Written(reply.Value.Operation, reply.Value.Body.Memory) : WireOutcome.Refuse(reply.Error);
    }
}
