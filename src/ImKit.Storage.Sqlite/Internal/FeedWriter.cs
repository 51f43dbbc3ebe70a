namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The tables of the feed, as the writer uses them. The writer's thread only.</summary>
internal sealed class FeedWriter(Connection connection)
{
    private readonly Statement _upsert = connection.Prepare("""
        INSERT INTO feed (tenant, user, kind, conversation, version) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET version = excluded.version WHERE excluded.version > version
        """);

    private readonly Statement _reserve = connection.Prepare("""
        INSERT INTO feed_sections (section, ceiling) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET ceiling = ceiling + excluded.ceiling
        RETURNING ceiling
        """);

    /// <returns>The first version of the range.</returns>
    public long Reserve(int section, int count)
    {
        using var rows = _reserve.Bind(1, section).Bind(2, count).Query();
        rows.Next();
        var ceiling = rows.Int64(0);
        // RETURNING has done its work at the first row; the statement ends with the second step.
        rows.Next();
        return ceiling - count + 1;
    }

    public void Write(IReadOnlyList<FeedRow> rows)
    {
        foreach (var row in rows)
        {
            _upsert.Bind(1, row.Tenant.Value).Bind(2, row.User.Value).Bind(3, (int)row.Kind).Bind(4, row.Conversation.Value).Bind(5, row.Version)
                .Run();
        }
    }
}
