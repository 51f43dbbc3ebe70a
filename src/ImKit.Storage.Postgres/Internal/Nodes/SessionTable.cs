using ImKit.Nodes;
using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>The table of sessions. One round trip each: the statements of a batch are one transaction.</summary>
/// <remarks>Live is a session whose node holds a lease under the session's boot id by the database's clock, which is the same for all nodes.</remarks>
internal sealed class SessionTable(SchemaName schema)
{
    public const string Columns = "s.tenant, s.user_id, s.key, s.node, s.boot_id, s.session_id, s.device, s.device_class";

    // The key is locked even while it has no row: of many registrations at once each one but the first finds the one before it.
    public const string LockKey = "SELECT pg_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 4200))";

    private readonly string _replaced = $"""
        {Live(schema)} AND s.tenant = $1 AND s.key = $2 AND (s.node, s.boot_id, s.session_id) <> ($3, $4, $5)
        """;

    private readonly string _register = $"""
        INSERT INTO {schema}.sessions (tenant, user_id, key, node, boot_id, session_id, device, device_class) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (tenant, key) DO UPDATE SET user_id = excluded.user_id, node = excluded.node, boot_id = excluded.boot_id,
            session_id = excluded.session_id, device = excluded.device, device_class = excluded.device_class, registered = DEFAULT
        """;

    private readonly string _unregister = $"""
        DELETE FROM {schema}.sessions WHERE tenant = $1 AND key = $2 AND node = $3 AND boot_id = $4 AND session_id = $5
        """;

    private readonly string _byKey = $"{Live(schema)} AND s.tenant = $1 AND s.key = $2";
    private readonly string _byUser = $"{Live(schema)} AND s.tenant = $1 AND s.user_id = $2";

    private readonly string _byUsers = $"""
        SELECT k.place, {Columns} FROM unnest($2) WITH ORDINALITY AS k (user_id, place)
        JOIN {schema}.sessions s ON s.tenant = $1 AND s.user_id = k.user_id
        JOIN {schema}.nodes n ON n.id = s.node AND n.boot_id = s.boot_id AND n.lease_until > clock_timestamp()
        """;

    /// <summary>Registers where nothing limits a user's sessions.</summary>
    public async ValueTask<SessionRegistration> RegisterAsync(NpgsqlConnection connection, SessionRecord session, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(LockKey).With(session.Tenant.Value).With(session.Key.Value);
        batch.Add(_replaced).With(session.Tenant.Value).With(session.Key.Value).With(session.Node.Value).With(session.BootId).With(session.SessionId);
        AddRegister(batch, session);
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        var registration = await rows.ReadAsync(cancel).ConfigureAwait(false) ? new SessionRegistration(true, [Row(rows)]) : SessionRegistration.Alone;
        // To the end: an error of a later statement is thrown here.
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return registration;
    }

    /// <summary>Adds the statement that makes a session the one of its key.</summary>
    public void AddRegister(NpgsqlBatch batch, SessionRecord session) => batch.Add(_register)
        .With(session.Tenant.Value).With(session.User.Value).With(session.Key.Value).With(session.Node.Value).With(session.BootId).With(session.SessionId)
        .With(session.Device.Value).With(session.DeviceClass);

    public async ValueTask<bool> UnregisterAsync(NpgsqlConnection connection, SessionRecord session, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_unregister).With(session.Tenant.Value).With(session.Key.Value).With(session.Node.Value).With(session.BootId).With(session.SessionId);
        return await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
    }

    public async ValueTask<SessionRecord?> FindByKeyAsync(NpgsqlConnection connection, (TenantId Tenant, ConnectionKey Key) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_byKey).With(what.Tenant.Value).With(what.Key.Value);
        return await batch.ReadFirstAsync(Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(NpgsqlConnection connection, (TenantId Tenant, UserId User) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_byUser).With(what.Tenant.Value).With(what.User.Value);
        return await batch.ReadAllAsync(Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(
        NpgsqlConnection connection, (TenantId Tenant, IReadOnlyList<UserId> Users) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_byUsers).With(what.Tenant.Value).With(what.Users.Column(static user => user.Value));
        var found = new List<SessionRecord>?[what.Users.Count];
        foreach (var (place, session) in await batch.ReadAllAsync(static row => (row.GetInt64(0), Row(row)), cancel).ConfigureAwait(false))
            (found[place - 1] ??= []).Add(session);
        return found.Column(static IReadOnlyList<SessionRecord> (sessions) => sessions ?? []);
    }

    /// <summary>The beginning of a statement that reads live sessions, s, on their nodes, n; conditions follow with AND.</summary>
    public static string Live(SchemaName schema) => $"""
        SELECT 0::bigint, {Columns} FROM {schema}.sessions s
        JOIN {schema}.nodes n ON n.id = s.node AND n.boot_id = s.boot_id AND n.lease_until > clock_timestamp()
        WHERE true
        """;

    public static SessionRecord Row(NpgsqlDataReader row) => new()
    {
        Tenant = new TenantId(row.GetString(1)),
        User = new UserId(row.GetString(2)),
        Key = new ConnectionKey(row.GetString(3)),
        Node = new NodeId(row.GetString(4)),
        BootId = row.GetInt64(5),
        SessionId = row.GetInt64(6),
        Device = row.GetString(7) is { Length: > 0 } device ? new DeviceId(device) : default,
        DeviceClass = row.GetString(8),
    };
}
