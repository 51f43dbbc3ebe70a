namespace ImKit.TestKit;

/// <summary>What an <see cref="IMessageStore"/> keeps beyond that if its acknowledged data outlives the process.</summary>
public abstract class DurableMessageStoreSpecification : MessageStoreSpecification
{
    /// <summary>Makes the stores for one test. They may hold other tests' data.</summary>
    protected abstract ValueTask<DurableStoreHarness> CreateDurableAsync();

    /// <inheritdoc/>
    protected sealed override async ValueTask<StoreHarness> CreateAsync() => await CreateDurableAsync();

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_crash()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Message(group, "ann", "1", "before the crash"));
        var (head, log) = (await Head(group), await Log(group));
        await CrashAsync();

        Assert.Equal(head, await Head(group));
        Generated.History.AssertEntries(log, await Log(group));
    }

    [Fact]
    public async Task A_log_goes_on_after_a_crash_where_it_stood()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(new Position(2 + round, 1 + round), await Commit(Requests.Message(group, "ann", $"{round}")));
            await CrashAsync();
        }
    }

    [Fact]
    public async Task A_retry_after_a_crash_is_a_duplicate()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann"));
        var first = await Append(Requests.Message(group, "ann", "1"));
        await CrashAsync();
        Assert.Equal(first with { Status = AppendStatus.Duplicate }, await Append(Requests.Message(group, "ann", "1")));
        Assert.Equal(AppendStatus.Conflict, (await Append(Requests.Message(group, "ann", "1", "another"))).Status);
    }

    [Fact]
    public async Task What_was_not_dispatched_is_known_after_a_crash()
    {
        var tenant = Names.Tenant();
        var (done, pending) = (Names.Group(tenant), Names.Group(tenant));
        await Commit(Requests.Create(done, "ann"));
        await Commit(Requests.Create(pending, "ann"));
        await Mark(done, 1);
        await CrashAsync();
        Assert.Equal([pending], (await Undispatched(pending)).Select(head => head.Conversation));
        Assert.DoesNotContain(done, (await Undispatched(done)).Select(head => head.Conversation));
    }

    private async Task CrashAsync() => await ((DurableStoreHarness)Harness).CrashAndReopenAsync();
}
