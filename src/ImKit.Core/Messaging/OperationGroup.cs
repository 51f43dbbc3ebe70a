using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Sessions;

namespace ImKit.Messaging;

/// <summary>Some of the operations that clients have. Each acts for the session's own user in the session's own tenant. Any thread.</summary>
internal abstract class OperationGroup(ConversationsFactory factory)
{
    /// <summary>Operation and what answers it.</summary>
    public abstract IEnumerable<KeyValuePair<int, WireOperation>> All { get; }

    protected delegate ValueTask<WireOutcome> Handler<in T>(Conversations conversations, UserId user, T request, CancellationToken cancel);

    protected KeyValuePair<int, WireOperation> Of<T>(int operation, MessageParser<T> parser, Handler<T> handler)
        where T : class, IMessage<T>, new() =>
        new(operation, (context, cancel) => WireBody.TryDecode(context.Body.Span, context.Version, parser, out var request)
            ? handler(factory.For(context.Session.Tenant), context.Session.User, request, cancel)
            : new(WireOutcome.Refuse(ImError.BadRequest($"the body is no {typeof(T).Name}"))));

    /// <summary>The request is in its lane; the next may start while the store commits this one.</summary>
    protected static WireOutcome Later(ValueTask<Result<SendAck>> ack, int operation) =>
        ack.IsCompletedSuccessfully ? Answer(ack.GetAwaiter().GetResult(), operation, ReplyMapping.ToWire) : WireOutcome.Wait(AnswerAsync(ack, operation));

    protected static WireOutcome Answer<T>(Result<T> result, int operation, Func<T, IMessage> toWire) =>
        result.Ok ? WireOutcome.Reply(operation, toWire(result.Value)) : WireOutcome.Refuse(result.Error);

    private static async Task<WireOutcome> AnswerAsync(ValueTask<Result<SendAck>> ack, int operation) =>
        Answer(await ack.ConfigureAwait(false), operation, ReplyMapping.ToWire);
}
