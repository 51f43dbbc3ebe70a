using ImKit.Messaging;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Presence;

/// <summary>What clients may ask about who is online. A user whom the asker is blocked by looks offline to them, always.</summary>
internal sealed class PresenceOperations(PresenceWatch watch, IBlockSource blocks, ImKitOptions options, TimeProvider time) : IWireOperations
{
    public IEnumerable<KeyValuePair<int, WireOperation>> All => [new(Operations.WatchPresence, WatchAsync)];

    public ValueTask<long> GetFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => new(0L);

    private async ValueTask<WireOutcome> WatchAsync(OperationContext context, CancellationToken cancel)
    {
        if (!WireBody.TryDecode(context.Body.Span, context.Version, WatchPresenceRequest.Parser, out var request))
            return WireOutcome.Refuse(ImError.BadRequest("the body is no WatchPresenceRequest"));
        if (request.Users.Count > options.Presence.MaxWatched)
            return WireOutcome.Refuse(ImError.LimitExceeded($"at most {options.Presence.MaxWatched} users can be watched"));
        if (!RequestReader.TryUsers(request.Users, out var users))
            return WireOutcome.Refuse(RequestReader.BadUser);
        try
        {
            using var deadline = new CancellationTokenSource(options.Messaging.StoreTimeout, time);
            var blocking = users.Length == 0 ? [] : await blocks.FindBlockingAsync(context.Session, users, deadline.Token).ConfigureAwait(false);
            var states = await watch.WatchAsync(context.Session, [.. users.Except(blocking)], deadline.Token).ConfigureAwait(false);
            return WireOutcome.Reply(Operations.WatchPresenceReply, new PresencePush
            {
                Users = { states, blocking.Select(static user => new PresenceState { UserId = user.Value }) },
            });
        }
        catch (Exception error) when (error is StorageException or OperationCanceledException)
        {
            return WireOutcome.Refuse(ImError.Unavailable);
        }
    }
}
