namespace ImKit.Storage.Tests.Sqlite;

public sealed class SqliteMessageStoreTests : DurableMessageStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new SqliteHarness());
}

public sealed class SqliteConversationStoreTests : DurableConversationStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new SqliteHarness());
}

public sealed class SqliteFeedStoreTests : DurableFeedStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new SqliteHarness());
}

public sealed class SqliteContactStoreTests : DurableContactStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new SqliteHarness());
}

public sealed class SqliteSectionStoreTests : DurableSectionStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new SqliteHarness());
}
