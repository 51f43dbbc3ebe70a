namespace ImKit.TestKit;

/// <summary>What an <see cref="IContactStore"/> keeps beyond that if its acknowledged data outlives the process.</summary>
public abstract class DurableContactStoreSpecification : ContactStoreSpecification
{
    /// <summary>Makes the stores for one test. They may hold other tests' data.</summary>
    protected abstract ValueTask<DurableStoreHarness> CreateDurableAsync();

    /// <inheritdoc/>
    protected sealed override async ValueTask<StoreHarness> CreateAsync() => await CreateDurableAsync();

    [Fact]
    public async Task A_block_is_there_after_a_crash()
    {
        var (tenant, ann, eve) = (Names.Tenant(), Names.User(), Names.User());
        await Contacts.SetAsync(tenant, ann, new Contact { User = eve, Blocked = true, Alias = "E" }, Cancel);
        await ((DurableStoreHarness)Harness).CrashAndReopenAsync();
        Assert.Equal([new Contact { User = eve, Blocked = true, Alias = "E" }], await Contacts.ListAsync(tenant, ann, default, 10, Cancel));
    }
}
