namespace ImKit.Storage.Postgres.Tests;

public sealed class PostgresSessionDirectoryTests : SessionDirectorySpecification
{
    private static readonly string s_schema = TestDatabase.NewSchema();

    protected override ValueTask<NodeHarness> CreateAsync() => new(new PostgresNodeHarness(s_schema));
}

public sealed class PostgresNodeRegistryTests : NodeRegistrySpecification
{
    private static readonly string s_schema = TestDatabase.NewSchema();

    protected override ValueTask<NodeHarness> CreateAsync() => new(new PostgresNodeHarness(s_schema));
}
