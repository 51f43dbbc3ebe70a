namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Feed rows. A reader's thread only.</summary>
internal sealed class FeedReader(Connection connection)
{
    private const string Select = "SELECT kind, conversation, version FROM feed WHERE tenant = ? AND user = ?";

    private readonly Statement _since = connection.Prepare($"{Select} AND version > ? ORDER BY version LIMIT ?");
    private readonly Statement _recent = connection.Prepare($"{Select} AND version < ? AND kind = ? ORDER BY version DESC LIMIT ?");
    private readonly Statement _version = connection.Prepare("SELECT coalesce(max(version), 0) FROM feed WHERE tenant = ? AND user = ?");

    public FeedRow[] Since(TenantId tenant, UserId user, long since, int limit) =>
        Read(_since.Bind(1, tenant.Value).Bind(2, user.Value).Bind(3, since).Bind(4, limit), tenant, user);

    public FeedRow[] Recent(TenantId tenant, UserId user, FeedKind kind, long before, int limit) =>
        Read(_recent.Bind(1, tenant.Value).Bind(2, user.Value).Bind(3, before).Bind(4, (int)kind).Bind(5, limit), tenant, user);

    public long Version(TenantId tenant, UserId user)
    {
        using var rows = _version.Bind(1, tenant.Value).Bind(2, user.Value).Query();
        return rows.Next() ? rows.Int64(0) : 0;
    }

    private static FeedRow[] Read(Statement statement, TenantId tenant, UserId user)
    {
        var found = new List<FeedRow>();
        using var rows = statement.Query();
        while (rows.Next())
            found.Add(new FeedRow(tenant, user, (FeedKind)rows.Int32(0), new ConversationId(rows.Text(1)), rows.Int64(2)));
        return [.. found];
    }
}
