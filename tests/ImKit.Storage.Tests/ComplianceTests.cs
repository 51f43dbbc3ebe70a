using ImKit.Storage.Sqlite;

namespace ImKit.Storage.Tests;

public sealed class ComplianceTests
{
    [Fact]
    public void The_in_memory_provider_runs_every_specification_whole() =>
        SpecificationCompliance.AssertComplete(typeof(ComplianceTests).Assembly, typeof(InMemoryStores).Assembly, durable: false);

    [Fact]
    public void The_sqlite_provider_runs_every_specification_whole() =>
        SpecificationCompliance.AssertComplete(typeof(ComplianceTests).Assembly, typeof(SqliteOptions).Assembly, durable: true);
}
