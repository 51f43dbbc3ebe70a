using System.Collections.Concurrent;
using ImKit.Nodes;
using ImKit.Wire.Nodes;

namespace ImKit.Core.Tests.Nodes;

/// <summary>A broker that holds what it is given until it is let go on, or fails, and remembers all of it.</summary>
internal sealed class HeldBroker : IBroker
{
    private readonly InProcessBroker _inner = new();
    private readonly ConcurrentQueue<(NodeId Target, NodeMessage Message)> _given = new();
    private volatile TaskCompletionSource _gate = Open();

    public volatile bool Fails;

    /// <summary>What nodes have sent for rooms, in order: each a message with one push or several.</summary>
    public IReadOnlyList<NodeMessage> ForRooms => [.. _given.Select(static given => given.Message).Where(static message =>
        message.KindCase is NodeMessage.KindOneofCase.ToRoom or NodeMessage.KindOneofCase.Several)];

    /// <summary>What a node was sent of an operation for sessions, in order.</summary>
    public IReadOnlyList<ToSessions> ForSessions(string node, int operation) =>
    [
        .. _given.Where(given => given.Target.Value == node && given.Message.KindCase == NodeMessage.KindOneofCase.ToSessions)
            .Select(static given => given.Message.ToSessions).Where(sent => sent.Payload.Operation == operation),
    ];

    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _gate.TrySetResult();

    public async ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (Fails)
            throw new IOException("the broker is away");
        _given.Enqueue((target, NodeMessage.Parser.ParseFrom(payload.Span)));
        await _gate.Task.WaitAsync(cancel);
        await _inner.PublishAsync(target, key, payload, cancel);
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel) =>
        _inner.SubscribeAsync(node, receiver, cancel);

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
