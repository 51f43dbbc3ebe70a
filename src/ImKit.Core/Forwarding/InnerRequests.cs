using Google.Protobuf;
using ImKit.Heads;
using ImKit.Nodes;
using ImKit.Presence;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Forwarding;

/// <summary>What an access node wants to know of conversations and contacts for its own work: asked of a business node. Any thread.</summary>
internal sealed class InnerRequests(RequestForwarder forwarder, NodeIdentity node, TimeProvider time) : IHeadSource, IBlockSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The user's feed version; 0 if nobody tells: a client syncs after its login whatever it is told.</summary>
    public async ValueTask<long> FindFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel)
    {
        // A login has to go on: half the time that it has.
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return (await AskAsync(Nobody(tenant, user), InnerOperations.FeedVersion, new SyncRequest(), SyncReply.Parser, either.Token).ConfigureAwait(false)).Version;
        }
        catch (Exception error) when (error is StorageException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return 0;
        }
    }

    public async ValueTask<IReadOnlyList<(ConversationKey Key, LogEnd End)>> FindLargeAsync(
        SessionRecord session, IReadOnlyList<ConversationId> conversations, CancellationToken cancel) =>
        EndsOf(session.Tenant, await AskAsync(session, InnerOperations.LargeGroups, Named(conversations), AttachReply.Parser, cancel).ConfigureAwait(false));

    public async ValueTask<IReadOnlyList<(ConversationKey Key, LogEnd End)>> ReadAsync(IReadOnlyList<ConversationKey> keys, CancellationToken cancel)
    {
        // All of one tenant.
        var tenant = keys[0].Tenant;
        return EndsOf(tenant, await AskAsync(
            Nobody(tenant, new UserId(node.Id.Value)), InnerOperations.Heads, Named([.. keys.Select(static key => key.Id)]), AttachReply.Parser, cancel).ConfigureAwait(false));
    }

    public async ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(SessionRecord session, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        var request = new WatchPresenceRequest();
        request.Users.AddRange(users.Select(static user => user.Value));
        var blocking = await AskAsync(session, InnerOperations.Blocking, request, WatchPresenceRequest.Parser, cancel).ConfigureAwait(false);
        return [.. blocking.Users.Select(static user => new UserId(user))];
    }

    /// <exception cref="StorageException">No business node answers.</exception>
    private async ValueTask<T> AskAsync<T>(SessionRecord session, int operation, IMessage request, MessageParser<T> parser, CancellationToken cancel)
        where T : class, IMessage<T>, new()
    {
        var asked = await forwarder.AskAsync(session, operation, WireBody.Protobuf, request.ToByteArray()).ConfigureAwait(false);
        var answer = await asked.WaitAsync(cancel).ConfigureAwait(false);
        return answer.Ok ? parser.ParseFrom(answer.Value.Body) : throw new StorageException($"No node answers: {answer.Error.Message}.");
    }

    // What belongs to no session's order has a number that no session has.
    private SessionRecord Nobody(TenantId tenant, UserId user) =>
        new() { Tenant = tenant, User = user, Key = new ConnectionKey("inner"), Node = node.Id, BootId = node.BootId, SessionId = -node.NextSessionId() };

    private static AttachRequest Named(IEnumerable<ConversationId> conversations)
    {
        var request = new AttachRequest();
        request.ConversationIds.AddRange(conversations.Select(static conversation => conversation.Value));
        return request;
    }

    private static List<(ConversationKey Key, LogEnd End)> EndsOf(TenantId tenant, AttachReply reply) =>
        [.. reply.Heads.Select(head => (new ConversationKey(tenant, new ConversationId(head.ConversationId)), new LogEnd(head.Epoch, head.Seq)))];
}
