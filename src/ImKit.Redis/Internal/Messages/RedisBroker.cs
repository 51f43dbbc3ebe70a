using System.Text;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Messages;

/// <summary>The broker on a stream per node.</summary>
internal sealed class RedisBroker(RedisConnection connection) : IBroker
{
    public async ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        var heard = await connection.CallAsync(
            CallKind.Publish,
            redis => MessageScripts.Publish.RunAsync(redis, Keys(connection, target), connection.Options.MaxWaitingMessages, Lane(key), payload, connection.Keys.Wake(target)),
            cancel).ConfigureAwait(false);
        if ((int)heard == 0)
            connection.Statistics.CountUnheard();
    }

    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        var begun = await connection.CallAsync(CallKind.Receive, redis => MessageScripts.Subscribe.RunAsync(redis, Keys(connection, node)), cancel).ConfigureAwait(false);
        var subscription = new Subscription(connection, node, (string)begun!, receiver);
        await subscription.StartAsync().ConfigureAwait(false);
        return subscription;
    }

    public static RedisKey[] Keys(RedisConnection connection, NodeId node) => [connection.Keys.Receiver(node), connection.Keys.Stream(node)];

    // The key itself is not sent: order needs only that equal keys are equal. FNV-1a.
    private static RedisValue Lane(string key)
    {
        var hash = 14695981039346656037;
        foreach (var part in Encoding.UTF8.GetBytes(key))
            hash = unchecked((hash ^ part) * 1099511628211);
        return unchecked((long)hash);
    }
}
