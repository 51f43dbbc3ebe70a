using Google.Protobuf;
using ImKit.Client.Connections;
using ImKit.Client.Replication;

namespace ImKit.Client;

/// <content>Messages and conversations.</content>
public sealed partial class ImKitClient
{
    /// <summary>Puts a message into the outbox and waits until the server has committed it, however often the connection is lost meanwhile.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancel">Gives up waiting, not the message.</param>
    /// <returns>Where it stands.</returns>
    /// <exception cref="OutboxFullException">Nothing was added.</exception>
    /// <exception cref="RequestRefusedException">The server refused it for good.</exception>
    /// <exception cref="ConnectionLostException">The client was disposed; the message waits in the store.</exception>
    public async Task<ClientAck> SendAsync(ClientMessage message, CancellationToken cancel = default)
    {
        var acknowledged = await EnqueueAsync(message, cancel).ConfigureAwait(false);
        return await acknowledged.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>As <see cref="SendAsync"/>, but comes back when the message is kept in the outbox. Messages enqueued one after the other are committed in that order.</summary>
    /// <returns>Completes as <see cref="SendAsync"/> does; it may be left alone.</returns>
    public async Task<Task<ClientAck>> EnqueueAsync(ClientMessage message, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_disposed, this);
        await LoadAsync().ConfigureAwait(false);
        return await _outbox.AddAsync(message, cancel).ConfigureAwait(false);
    }

    /// <summary>Keeps a conversation current although not all are (<see cref="ImKitClientOptions.FollowAll"/>), and pulls it after each login although no sync tells of it, as with very large groups.</summary>
    public void Watch(string conversationId)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        _replica.Watch(conversationId, on: true);
    }

    /// <summary>Ends <see cref="Watch"/>.</summary>
    public void Unwatch(string conversationId)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        _replica.Watch(conversationId, on: false);
    }

    /// <summary>Asks what has changed, and waits until all of it is applied.</summary>
    public Task CatchUpAsync(CancellationToken cancel = default) => _replica.CatchUpAsync().WaitAsync(cancel);

    /// <summary>Marks everything up to a seq as read, on all devices of the user. Never moves back, never beyond the head.</summary>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task MarkReadAsync(string conversationId, long seq, CancellationToken cancel = default) =>
        _replica.Take(await AskAsync(
            Operations.MarkRead, new Wire.MarkReadRequest { ConversationId = conversationId, Seq = seq }, Wire.ConversationState.Parser, cancel).ConfigureAwait(false));

    /// <summary>A page of entries before a seq, ascending, for scrolling up. They are not applied.</summary>
    /// <param name="conversationId">The conversation.</param>
    /// <param name="beforeSeq">The first seq not wanted; 0 for the newest page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ImKitClientException">It was refused, or there is no connection.</exception>
    public async Task<IReadOnlyList<ClientEntry>> ReadBackAsync(string conversationId, long beforeSeq = 0, int limit = 50, CancellationToken cancel = default)
    {
        var slice = await AskAsync(
            Operations.History, new Wire.HistoryRequest { ConversationId = conversationId, BeforeSeq = beforeSeq, Limit = limit }, Wire.LogSlice.Parser, cancel).ConfigureAwait(false);
        return [.. slice.Entries.Select(Mapping.Entry)];
    }

    /// <summary>Asks on the connection of now; waits for one as long as a request may take.</summary>
    private async Task<T> AskAsync<T>(int operation, IMessage request, MessageParser<T> parser, CancellationToken cancel)
        where T : IMessage<T>
    {
        var link = await LinkAsync(cancel).ConfigureAwait(false);
        return await link.AskAsync(operation, request, parser, cancel).ConfigureAwait(false);
    }

    private async ValueTask<Link> LinkAsync(CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _options.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token, _life.Token);
        try
        {
            return await _links.WaitAsync(null, any.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ConnectionLostException("There is no connection.");
        }
    }
}
