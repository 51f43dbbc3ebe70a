using ImKit.Nodes;
using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>A registration within limits: one transaction, two round trips.</summary>
/// <remarks>The key is locked first, then the user, so that two logins of a user are one after the other on any nodes. The nodes of the sessions that
/// may go are held meanwhile, since a node that leaves takes many sessions at once: it comes before or after, and nobody waits in a circle.</remarks>
internal sealed class LimitedSessions(SchemaName schema, SessionTable sessions)
{
    private const string LockUser = "SELECT pg_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 4202))";

    private readonly string _ofKey = $"{SessionTable.Live(schema)} AND s.tenant = $1 AND s.key = $2 FOR KEY SHARE OF n";
    private readonly string _ofUser = $"{SessionTable.Live(schema)} AND s.tenant = $1 AND s.user_id = $2 AND s.key <> $3 ORDER BY s.registered FOR KEY SHARE OF n";

    private readonly string _remove = $"""
        DELETE FROM {schema}.sessions s USING unnest($2, $3, $4, $5) AS k (key, node, boot_id, session_id)
        WHERE s.tenant = $1 AND s.key = k.key AND s.node = k.node AND s.boot_id = k.boot_id AND s.session_id = k.session_id
        RETURNING 0::bigint, {SessionTable.Columns}
        """;

    public async ValueTask<SessionRegistration> RegisterAsync(
        NpgsqlConnection connection, (SessionRecord Session, SessionLimits Limits) what, CancellationToken cancel)
    {
        var (session, limits) = what;
        var (holder, others) = await LockAsync(connection, session, cancel).ConfigureAwait(false);
        var excess = Admission.Excess(others, session, limits);
        using var batch = connection.CreateBatch();
        if (excess is not null)
        {
            AddRemove(batch, session.Tenant, excess);
            sessions.AddRegister(batch, session);
        }

        batch.Add("COMMIT");
        // One that ended by itself meanwhile is not among them.
        var replaced = new List<SessionRecord>(await batch.ReadAllAsync(SessionTable.Row, cancel).ConfigureAwait(false));
        if (excess is null)
            return SessionRegistration.Refused;
        if (holder is not null && !holder.IsSameSession(session))
            replaced.Add(holder);
        return replaced.Count == 0 ? SessionRegistration.Alone : new SessionRegistration(true, replaced);
    }

    private async ValueTask<(SessionRecord? Holder, List<SessionRecord> Others)> LockAsync(NpgsqlConnection connection, SessionRecord session, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add("BEGIN ISOLATION LEVEL READ COMMITTED");
        batch.Add(SessionTable.LockKey).With(session.Tenant.Value).With(session.Key.Value);
        batch.Add(LockUser).With(session.Tenant.Value).With(session.User.Value);
        batch.Add(_ofKey).With(session.Tenant.Value).With(session.Key.Value);
        batch.Add(_ofUser).With(session.Tenant.Value).With(session.User.Value).With(session.Key.Value);
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        var holder = await rows.ReadAsync(cancel).ConfigureAwait(false) ? SessionTable.Row(rows) : null;
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        var others = new List<SessionRecord>();
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            others.Add(SessionTable.Row(rows));
        return (holder, others);
    }

    private void AddRemove(NpgsqlBatch batch, TenantId tenant, List<SessionRecord> excess)
    {
        if (excess.Count == 0)
            return;
        batch.Add(_remove).With(tenant.Value)
            .With(excess.Column(static gone => gone.Key.Value)).With(excess.Column(static gone => gone.Node.Value))
            .With(excess.Column(static gone => gone.BootId)).With(excess.Column(static gone => gone.SessionId));
    }
}
