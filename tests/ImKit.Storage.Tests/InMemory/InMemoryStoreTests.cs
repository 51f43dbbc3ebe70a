namespace ImKit.Storage.Tests.InMemory;

public sealed class InMemoryMessageStoreTests : MessageStoreSpecification
{
    protected override int Iterations => 1000;

    protected override ValueTask<StoreHarness> CreateAsync() => new(new InMemoryHarness());
}

public sealed class InMemoryConversationStoreTests : ConversationStoreSpecification
{
    protected override ValueTask<StoreHarness> CreateAsync() => new(new InMemoryHarness());
}

public sealed class InMemoryFeedStoreTests : FeedStoreSpecification
{
    protected override int Iterations => 1000;

    protected override ValueTask<StoreHarness> CreateAsync() => new(new InMemoryHarness());
}

public sealed class InMemoryContactStoreTests : ContactStoreSpecification
{
    protected override ValueTask<StoreHarness> CreateAsync() => new(new InMemoryHarness());
}

public sealed class InMemorySectionStoreTests : SectionStoreSpecification
{
    protected override int Iterations => 1000;

    protected override ValueTask<StoreHarness> CreateAsync() => new(new InMemoryHarness());
}
