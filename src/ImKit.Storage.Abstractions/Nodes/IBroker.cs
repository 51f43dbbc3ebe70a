namespace ImKit.Nodes;

/// <summary>Carries what one node has to tell another.</summary>
/// <remarks>
/// <para>Order: messages published one after the other under one key to one node are received in that order. Delivery: at least once while
/// both nodes live; receivers are idempotent. Loss: allowed when a node or the broker dies, because the store is the truth and every
/// push is a hint. A payload is at most 1 MiB.</para>
/// <para>Threading: publish from any thread; a receiver is called for one message after the other per key. Failure: an exception means that it is
/// unknown whether the message went out.</para>
/// </remarks>
public interface IBroker
{
    /// <summary>Publishes to one node.</summary>
    /// <param name="target">The node.</param>
    /// <param name="key">What order is kept by: a room, a conversation, a user.</param>
    /// <param name="payload">The bytes; not changed any more.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>When the broker has accepted it. A node that is not there is no error: its messages have nobody to miss them.</returns>
    ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel);

    /// <summary>Receives what is published for one node from now on, until the result is disposed.</summary>
    /// <param name="node">This node.</param>
    /// <param name="receiver">Called per message; the message counts as handled when it returns. It does not throw.</param>
    /// <param name="cancel">Gives up subscribing.</param>
    ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel);
}
