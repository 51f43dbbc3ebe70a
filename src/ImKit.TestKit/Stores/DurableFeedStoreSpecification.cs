namespace ImKit.TestKit;

/// <summary>What an <see cref="IFeedStore"/> keeps beyond that if its acknowledged data outlives the process.</summary>
public abstract class DurableFeedStoreSpecification : FeedStoreSpecification
{
    /// <summary>Makes the stores for one test. They may hold other tests' data.</summary>
    protected abstract ValueTask<DurableStoreHarness> CreateDurableAsync();

    /// <inheritdoc/>
    protected sealed override async ValueTask<StoreHarness> CreateAsync() => await CreateDurableAsync();

    [Fact]
    public async Task The_feed_is_there_after_a_crash()
    {
        var row = new FeedRow(Names.Tenant(), Names.User(), FeedKind.Read, new ConversationId("g.a"), 41);
        await Feed.WriteAsync([row, row with { Version = 42 }], await TermOf(SectionKind.Feed, 7), Cancel);
        await CrashAsync();
        Assert.Equal([row with { Version = 42 }], await Feed.ReadSinceAsync(row.Tenant, row.User, 0, 10, Cancel));
        Assert.Equal(42, await Feed.GetVersionAsync(row.Tenant, row.User, Cancel));
    }

    [Fact]
    public async Task A_range_of_versions_is_not_handed_out_again_after_a_crash()
    {
        var next = 1L;
        for (var round = 0; round < 4; round++)
        {
            var first = await Feed.ReserveVersionsAsync(77, 100, Cancel);
            Assert.True(first >= next, $"{first} was handed out before the crash.");
            next = first + 100;
            await CrashAsync();
        }
    }

    private async Task CrashAsync() => await ((DurableStoreHarness)Harness).CrashAndReopenAsync();
}
