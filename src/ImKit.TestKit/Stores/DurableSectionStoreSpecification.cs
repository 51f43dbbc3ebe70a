namespace ImKit.TestKit;

/// <summary>What an <see cref="ISectionStore"/> keeps beyond that if its acknowledged data outlives the process.</summary>
public abstract class DurableSectionStoreSpecification : SectionStoreSpecification
{
    /// <summary>Makes the stores for one test. They may hold other tests' data.</summary>
    protected abstract ValueTask<DurableStoreHarness> CreateDurableAsync();

    /// <inheritdoc/>
    protected sealed override async ValueTask<StoreHarness> CreateAsync() => await CreateDurableAsync();

    [Fact]
    public async Task A_term_never_falls_also_over_crashes()
    {
        var holder = new SectionHolder(new NodeId("n-" + Names.Unique()), 1);
        var row = new FeedRow(Names.Tenant(), Names.User(), FeedKind.Read, new ConversationId("g.a"), 1);
        for (var boot = 1; boot <= 4; boot++)
        {
            var before = (await SectionStore.AcquireAsync(SectionKind.Feed, [50], holder with { BootId = boot }, Harness.Lease, Cancel))[0];
            await ((DurableStoreHarness)Harness).CrashAndReopenAsync();
            var after = (await SectionStore.AcquireAsync(SectionKind.Feed, [50], holder with { BootId = boot + 1 }, Harness.Lease, Cancel))[0];
            Assert.True(after.Term > before.Term, $"The term was {before.Term} before the crash and is {after.Term} for the next holder.");
            Assert.Equal(FencedStatus.Refused, await Feed.WriteAsync([row], new SectionTerm(50, before.Term), Cancel));
            await SectionStore.ReleaseAsync(SectionKind.Feed, [50], holder with { BootId = boot + 1 }, Cancel);
        }
    }
}
