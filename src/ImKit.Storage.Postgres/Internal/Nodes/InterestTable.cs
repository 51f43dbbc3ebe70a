using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>The table of room interests.</summary>
internal sealed class InterestTable(SchemaName schema)
{
    private readonly string _set = $"INSERT INTO {schema}.interests (tenant, room, node) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    private readonly string _clear = $"DELETE FROM {schema}.interests WHERE tenant = $1 AND room = $2 AND node = $3";

    private readonly string _find = $"""
        SELECT i.node FROM {schema}.interests i JOIN {schema}.nodes n ON n.id = i.node AND n.lease_until > clock_timestamp()
        WHERE i.tenant = $1 AND i.room = $2
        """;

    public async ValueTask<bool> SetAsync(
        NpgsqlConnection connection, (TenantId Tenant, RoomId Room, NodeId Node, bool Interested) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(what.Interested ? _set : _clear).With(what.Tenant.Value).With(what.Room.Value).With(what.Node.Value);
        return await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
    }

    public async ValueTask<IReadOnlyList<NodeId>> FindAsync(NpgsqlConnection connection, (TenantId Tenant, RoomId Room) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_find).With(what.Tenant.Value).With(what.Room.Value);
        return await batch.ReadAllAsync(static row => new NodeId(row.GetString(0)), cancel).ConfigureAwait(false);
    }
}
