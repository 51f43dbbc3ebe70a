using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The table of contacts. One round trip each.</summary>
internal sealed class ContactTable(SchemaName schema)
{
    private readonly string _find = $"""
        SELECT k.place, c.user_id, c.listed, c.blocked, c.alias FROM unnest($3) WITH ORDINALITY AS k (user_id, place)
        CROSS JOIN LATERAL (SELECT * FROM {schema}.contacts WHERE tenant = $1 AND owner = $2 AND user_id = k.user_id LIMIT 1) c
        """;

    private readonly string _blocking = $"""
        SELECT c.owner FROM unnest($2) WITH ORDINALITY AS k (owner, place)
        CROSS JOIN LATERAL (SELECT * FROM {schema}.contacts WHERE tenant = $1 AND owner = k.owner AND user_id = $3 LIMIT 1) c
        WHERE c.blocked ORDER BY k.place
        """;

    private readonly string _list = $"""
        SELECT 0::bigint, user_id, listed, blocked, alias FROM {schema}.contacts
        WHERE tenant = $1 AND owner = $2 AND user_id > $3 ORDER BY user_id LIMIT $4
        """;

    private readonly string _set = $"""
        INSERT INTO {schema}.contacts (tenant, owner, user_id, listed, blocked, alias) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant, owner, user_id) DO UPDATE SET listed = excluded.listed, blocked = excluded.blocked, alias = excluded.alias
        """;

    private readonly string _clear = $"DELETE FROM {schema}.contacts WHERE tenant = $1 AND owner = $2 AND user_id = $3";

    public async ValueTask<IReadOnlyList<Contact?>> FindAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId Owner, IReadOnlyList<UserId> Others) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_find).With(what.Tenant.Value).With(what.Owner.Value).With(what.Others.Column(static other => other.Value));
        return await batch.ReadPlacesAsync(what.Others.Count, Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(
        NpgsqlConnection connection, (TenantId Tenant, IReadOnlyList<UserId> Owners, UserId Other) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_blocking).With(what.Tenant.Value).With(what.Owners.Column(static owner => owner.Value)).With(what.Other.Value);
        return await batch.ReadAllAsync(static row => new UserId(row.GetString(0)), cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Contact>> ListAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId Owner, UserId After, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_list).With(what.Tenant.Value).With(what.Owner.Value).With(what.After.Value).With((long)what.Limit);
        return await batch.ReadAllAsync(Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<bool> SetAsync(NpgsqlConnection connection, (TenantId Tenant, UserId Owner, Contact Contact) what, CancellationToken cancel)
    {
        var contact = what.Contact;
        using var batch = connection.CreateBatch();
        var command = batch.Add(contact.IsEmpty ? _clear : _set).With(what.Tenant.Value).With(what.Owner.Value).With(contact.User.Value);
        if (!contact.IsEmpty)
            command.With(contact.Listed).With(contact.Blocked).With(FreeText.Storable(contact.Alias));
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    private static Contact Row(NpgsqlDataReader row) =>
        new() { User = new UserId(row.GetString(1)), Listed = row.GetBoolean(2), Blocked = row.GetBoolean(3), Alias = row.GetString(4) };
}
