using ImKit.Nodes;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>A broker that takes nothing, such as one whose network is gone.</summary>
internal sealed class RefusingBroker : IBroker, IAsyncDisposable
{
    public ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel) =>
        throw new IOException("planted: the broker is down");

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel) => new(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
