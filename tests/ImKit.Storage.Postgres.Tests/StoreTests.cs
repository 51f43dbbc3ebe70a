namespace ImKit.Storage.Postgres.Tests;

public sealed class PostgresMessageStoreTests : DurableMessageStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new PostgresHarness());
}

public sealed class PostgresConversationStoreTests : DurableConversationStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new PostgresHarness());
}

public sealed class PostgresFeedStoreTests : DurableFeedStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new PostgresHarness());
}

public sealed class PostgresContactStoreTests : DurableContactStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new PostgresHarness());
}

public sealed class PostgresSectionStoreTests : DurableSectionStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new PostgresHarness());
}

public sealed class ComplianceTests
{
    [Fact]
    public void The_provider_runs_every_specification_whole() =>
        SpecificationCompliance.AssertComplete(typeof(ComplianceTests).Assembly, typeof(PostgresOptions).Assembly, durable: true);
}
