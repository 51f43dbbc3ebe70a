using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>Directory and registry in a schema of one test class. Time passes by moving the ends of all leases towards now.</summary>
internal sealed class PostgresNodeHarness(string schema) : NodeHarness
{
    private readonly PostgresStores _stores = new(schema: schema);

    public override ISessionDirectory Directory => _stores.Directory;

    public override INodeRegistry Registry => _stores.Registry;

    public override async ValueTask AdvanceAsync(TimeSpan time) => await TestDatabase.ExecuteAsync(
        TestDatabase.ConnectionString, $"UPDATE {schema}.nodes SET lease_until = lease_until - {(long)time.TotalMilliseconds} * interval '1 millisecond'");

    public override ValueTask DisposeAsync() => _stores.DisposeAsync();
}
