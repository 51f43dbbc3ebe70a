using ImKit.Nodes;
using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>The table of nodes and their leases. One round trip each: the statements of a batch are one transaction.</summary>
/// <remarks>Leases are told in the database's clock. Whoever changes a node locks its row before its sessions and interests, so that none of these
/// transactions wait for each other in a circle.</remarks>
internal sealed class NodeTable(SchemaName schema)
{
    private const int SweepSize = 10_000;

    // Also while there is no row yet.
    private const string LockNode = "SELECT pg_advisory_xact_lock(hashtextextended($1, 4201))";

    private readonly string _lock = $"SELECT id FROM {schema}.nodes WHERE id = $1 FOR UPDATE";

    // An earlier boot that joins late finds a later one and changes nothing. A boot that holds its lease still, and joins again, keeps what it has.
    private readonly string _forgetInterests = $"""
        DELETE FROM {schema}.interests WHERE node = $1 AND NOT EXISTS (
            SELECT FROM {schema}.nodes WHERE id = $1 AND boot_id >= $2 AND lease_until > clock_timestamp())
        """;

    private readonly string _forgetSessions = $"""
        DELETE FROM {schema}.sessions WHERE node = $1 AND NOT EXISTS (
            SELECT FROM {schema}.nodes WHERE id = $1 AND boot_id >= $2 AND lease_until > clock_timestamp())
        """;

    private readonly string _take = $"""
        INSERT INTO {schema}.nodes AS n (id, boot_id, address, region, weight, connections, addresses, lease_until, number, roles, capacity, endpoints)
        VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8 * interval '1 millisecond', $9, $10, $11, $12)
        ON CONFLICT (id) DO UPDATE SET boot_id = excluded.boot_id, address = excluded.address, region = excluded.region, weight = excluded.weight,
            connections = excluded.connections, addresses = excluded.addresses, lease_until = excluded.lease_until, number = excluded.number,
            roles = excluded.roles, capacity = excluded.capacity, endpoints = excluded.endpoints
        WHERE n.boot_id <= excluded.boot_id OR n.lease_until <= clock_timestamp()
        """;

    private readonly string _renew = $"""
        UPDATE {schema}.nodes SET address = $3, region = $4, weight = $5, connections = $6, addresses = $7,
            lease_until = clock_timestamp() + $8 * interval '1 millisecond', number = $9, roles = $10, capacity = $11, endpoints = $12
        WHERE id = $1 AND boot_id = $2 AND lease_until > clock_timestamp()
        """;

    private readonly string _leaveInterests = $"DELETE FROM {schema}.interests WHERE node = $1 AND EXISTS (SELECT FROM {schema}.nodes WHERE id = $1 AND boot_id = $2)";
    private readonly string _leaveSessions = $"DELETE FROM {schema}.sessions WHERE node = $1 AND EXISTS (SELECT FROM {schema}.nodes WHERE id = $1 AND boot_id = $2)";
    private readonly string _leave = $"DELETE FROM {schema}.nodes WHERE id = $1 AND boot_id = $2";

    private readonly string _list = $"""
        SELECT id, boot_id, address, region, weight, connections, addresses, number, roles, capacity, endpoints FROM {schema}.nodes WHERE lease_until > clock_timestamp() ORDER BY id
        """;

    // One dead node at a time, and of its sessions as many as a short transaction takes; nobody waits for another who does the same.
    private readonly string _sweep = $"""
        WITH dead AS MATERIALIZED (
            SELECT id FROM {schema}.nodes WHERE lease_until <= clock_timestamp() LIMIT 1 FOR UPDATE SKIP LOCKED
        ), held AS MATERIALIZED (
            SELECT tenant, key FROM {schema}.sessions WHERE node = (SELECT id FROM dead) LIMIT {SweepSize}
        ), sessions AS (
            DELETE FROM {schema}.sessions s USING held WHERE s.tenant = held.tenant AND s.key = held.key AND s.node = (SELECT id FROM dead)
        ), interests AS (
            DELETE FROM {schema}.interests WHERE node = (SELECT id FROM dead)
        )
        DELETE FROM {schema}.nodes WHERE id = (SELECT id FROM dead) AND (SELECT count(*) FROM held) < {SweepSize}
        """;

    public async ValueTask<bool> JoinAsync(NpgsqlConnection connection, (NodeInfo Node, TimeSpan Lease) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(LockNode).With(what.Node.Id.Value);
        batch.Add(_lock).With(what.Node.Id.Value);
        batch.Add(_forgetInterests).With(what.Node.Id.Value).With(what.Node.BootId);
        batch.Add(_forgetSessions).With(what.Node.Id.Value).With(what.Node.BootId);
        Describe(batch.Add(_take), what);
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    /// <returns>False if this boot holds no lease any more.</returns>
    public async ValueTask<bool> RenewAsync(NpgsqlConnection connection, (NodeInfo Node, TimeSpan Lease) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        Describe(batch.Add(_renew), what);
        return await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) == 1;
    }

    public async ValueTask<bool> LeaveAsync(NpgsqlConnection connection, NodeInfo node, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_lock).With(node.Id.Value);
        foreach (var sql in new[] { _leaveInterests, _leaveSessions, _leave })
            batch.Add(sql).With(node.Id.Value).With(node.BootId);
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<IReadOnlyList<NodeInfo>> ListAsync(NpgsqlConnection connection, int _, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_list);
        return await batch.ReadAllAsync(Row, cancel).ConfigureAwait(false);
    }

    /// <summary>Removes what a node has left whose lease has ended.</summary>
    public async ValueTask<bool> SweepAsync(NpgsqlConnection connection, int _, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_sweep);
        return await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
    }

    private static void Describe(NpgsqlBatchCommand command, (NodeInfo Node, TimeSpan Lease) what) => command
        .With(what.Node.Id.Value).With(what.Node.BootId).With(what.Node.Address).With(what.Node.Region)
        .With(what.Node.Weight).With(what.Node.Connections).With(what.Node.Addresses).With(what.Lease).With(what.Node.Number)
        .With((int)what.Node.Roles).With(what.Node.Capacity).With(what.Node.Endpoints);

    private static NodeInfo Row(NpgsqlDataReader row) => new()
    {
        Id = new NodeId(row.GetString(0)),
        BootId = row.GetInt64(1),
        Address = row.GetString(2),
        Region = row.GetString(3),
        Weight = row.GetInt32(4),
        Connections = row.GetInt32(5),
        Addresses = row.GetInt32(6),
        Number = row.GetInt32(7),
        Roles = (NodeRoles)row.GetInt32(8),
        Capacity = row.GetInt32(9),
        Endpoints = row.GetString(10),
    };
}
