namespace ThirdParty.Store.Tests;

public sealed class JournalMessageStoreTests : DurableMessageStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new JournalHarness());
}

public sealed class JournalConversationStoreTests : DurableConversationStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new JournalHarness());
}

public sealed class JournalFeedStoreTests : DurableFeedStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new JournalHarness());
}

public sealed class JournalContactStoreTests : DurableContactStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new JournalHarness());
}

public sealed class JournalSectionStoreTests : DurableSectionStoreSpecification
{
    protected override ValueTask<DurableStoreHarness> CreateDurableAsync() => new(new JournalHarness());
}
