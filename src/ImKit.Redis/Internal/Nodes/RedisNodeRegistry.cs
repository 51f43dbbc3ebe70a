using System.Globalization;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Nodes;

/// <summary>The registry in Redis. Each renewal also begins to remove what a dead node has left.</summary>
internal sealed class RedisNodeRegistry(RedisConnection connection, LiveNodes live) : INodeRegistry
{
    private readonly Sweep _sweep = new(connection);
    private Task _sweeping = Task.CompletedTask;

    private RedisKey[] Keys => [connection.Keys.Leases, connection.Keys.Boots, connection.Keys.Infos, connection.Keys.Dead];

    public long Interruptions => connection.Outages;

    public async ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        Require(node, lease);
        var joined = await RunAsync(NodeScripts.Join, node, lease, cancel).ConfigureAwait(false);
        if ((int)joined == 1)
            live.NoteJoined(node.Id, Owner(node));
    }

    public async ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        Require(node, lease);
        var answer = (RedisResult[])(await RunAsync(NodeScripts.Renew, node, lease, cancel).ConfigureAwait(false))!;
        if ((string?)answer[1] is { } dead && _sweeping.IsCompleted)
            _sweeping = _sweep.RunAsync(dead);
        return (int)answer[0] == 1;
    }

    public async ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        await RunAsync(NodeScripts.Leave, node, TimeSpan.Zero, cancel).ConfigureAwait(false);
        await _sweep.RunAsync(Owner(node)).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel)
    {
        var answer = (string[])(await connection.CallAsync(CallKind.Registry, redis => NodeScripts.List.RunAsync(redis, Keys), cancel).ConfigureAwait(false))!;
        return [.. answer.Chunk(3).Select(static node => NodeText.Parse(node[0], node[1], node[2]))];
    }

    private ValueTask<RedisResult> RunAsync(Script script, NodeInfo node, TimeSpan lease, CancellationToken cancel) => connection.CallAsync(
        CallKind.Registry,
        redis => script.RunAsync(
            redis, Keys, node.Id.Value, Owner(node), node.BootId, NodeText.Format(node), lease.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)),
        cancel);

    private static string Owner(NodeInfo node) => RedisKeys.Owner(node.Id, node.BootId);

    private static void Require(NodeInfo node, TimeSpan lease)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
    }
}
