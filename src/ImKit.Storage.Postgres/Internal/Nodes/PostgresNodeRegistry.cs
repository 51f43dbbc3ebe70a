using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>The registry in the database. Each renewal also removes what a dead node has left.</summary>
internal sealed class PostgresNodeRegistry(PostgresDatabase database) : INodeRegistry
{
    private readonly NodeTable _nodes = new(database.Schema);

    public async ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        Require(node, lease);
        await database.WriteAsync(_nodes.JoinAsync, (node, lease), cancel).ConfigureAwait(false);
    }

    public async ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        Require(node, lease);
        var renewed = await database.WriteAsync(_nodes.RenewAsync, (node, lease), cancel).ConfigureAwait(false);
        await SweepAsync(cancel).ConfigureAwait(false);
        return renewed;
    }

    public async ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        await database.WriteAsync(_nodes.LeaveAsync, node, cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel) => database.ReadAsync(_nodes.ListAsync, 0, cancel);

    // The renewal has its answer; what the dead have left is not seen by anybody and can wait.
    private async ValueTask SweepAsync(CancellationToken cancel)
    {
        try
        {
            await database.WriteAsync(_nodes.SweepAsync, 0, cancel).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            PostgresLog.SweepFailed(database.Log, failure);
        }
    }

    private static void Require(NodeInfo node, TimeSpan lease)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
    }
}
