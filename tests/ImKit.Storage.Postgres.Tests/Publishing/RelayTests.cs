using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Storage.Postgres.Tests.Publishing;

/// <summary>What is committed is sent once and in order, whatever happens to the nodes.</summary>
public sealed class RelayTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_messages_arrive_once_and_in_order_although_connections_are_cut_all_the_time()
    {
        const int Count = 1000;
        var schema = TestDatabase.NewSchema();
        await using var one = await PublishNode.StartAsync(schema, "one");
        await using var two = await PublishNode.StartAsync(schema, "second");
        ConversationId[] groups = [await one.CreateGroupAsync(), await one.CreateGroupAsync(), await one.CreateGroupAsync(), await one.CreateGroupAsync()];
        await using var host = await PublishNode.ConnectAsync();
        for (var i = 0; i < Count;)
        {
            await using var transaction = await host.BeginTransactionAsync(Cancel);
            for (var end = i + 10; i < end; i++)
                await transaction.PublishAsync(PublishDraft.Text(new UserId("owner"), new ClientMsgId($"{i}"), groups[i % 4], $"{i}"), schema, Cancel);
            await transaction.CommitAsync(Cancel);
            // Those of who sends and of who waits, the one that listens among them.
            if (i % 100 == 0)
                await (i % 200 == 0 ? one : two).CutAsync();
        }

        await one.CutAsync();
        await one.NothingWaitsAsync();
        for (var group = 0; group < 4; group++)
            Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 4 == group).Select(static i => $"{i}"), await two.WordsAsync(groups[group]));
        Assert.Equal(0L, await one.SqlAsync($"SELECT count(*) FROM {schema}.publish_refused"));
        // What the stores say of cut connections.
        one.TakeErrors();
        two.TakeErrors();
    }

    [Fact]
    public async Task A_node_that_dies_between_sending_and_removing_has_sent_nothing_twice()
    {
        var schema = TestDatabase.NewSchema();
        var settled = 0;
        ConversationId group;
        await using (var dying = await PublishNode.StartAsync(schema, "one", build: builder => Wrap(builder, source => new DyingSource(source, () => Interlocked.Increment(ref settled)))))
        {
            group = await dying.CreateGroupAsync();
            for (var i = 0; i < 5; i++)
                await dying.PublishAsync("owner", $"{i}", group, $"{i}");
            await dying.SentAsync(group, "0", "1", "2", "3", "4");
            // Again and again: every try after the first finds its messages sent.
            await Until.HoldsAsync(() => Volatile.Read(ref settled) >= 3, "the node tries for the third time");
            Assert.Equal(5L, await dying.SqlAsync($"SELECT count(*) FROM {schema}.publish"));
        }

        await using var next = await PublishNode.StartAsync(schema, "second");
        await next.PublishAsync("owner", "5", group, "5");
        await next.NothingWaitsAsync();
        Assert.Equal(["0", "1", "2", "3", "4", "5"], await next.WordsAsync(group));
    }

    [Fact]
    public async Task One_node_sends_and_another_takes_over_when_it_stops_or_dies()
    {
        var schema = TestDatabase.NewSchema();
        await using var two = await PublishNode.StartAsync(schema, "second", configure: static options => options.Publish.Relay = false);
        var group = await two.CreateGroupAsync();
        await two.PublishAsync("owner", "1", group, "before anybody sends");
        await using (var one = await PublishNode.StartAsync(schema, "one"))
        {
            await two.SentAsync(group, "before anybody sends");
            Assert.Equal("one", await two.SqlAsync($"SELECT node FROM {schema}.publish_lease WHERE lease_until > clock_timestamp()"));
        }

        Assert.Null(await two.SqlAsync($"SELECT node FROM {schema}.publish_lease WHERE lease_until > clock_timestamp()"));
        // One that took the lease and was not heard of again.
        await two.SqlAsync($"UPDATE {schema}.publish_lease SET node = 'dead', boot_id = 1, lease_until = clock_timestamp() + interval '3 seconds'");
        await two.PublishAsync("owner", "2", group, "after a death");
        await using var three = await PublishNode.StartAsync(schema, "three");
        await two.SentAsync(group, "before anybody sends", "after a death");
        Assert.Equal("three", await two.SqlAsync($"SELECT node FROM {schema}.publish_lease"));
    }

    [Fact]
    public async Task Who_does_not_hold_the_lease_gets_no_rows_and_sets_nothing_aside()
    {
        await using var stores = new PostgresStores(schema: TestDatabase.NewSchema());
        await using var source = stores.CreatePublishSource();
        var (first, other, lease) = (new SectionHolder(new NodeId("first"), 5), new SectionHolder(new NodeId("other"), 9), TimeSpan.FromMinutes(5));
        await source.ReadAsync(first, lease, [], 10, Cancel);
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"SELECT {stores.Schema}.imkit_publish('ann', '1', 'x', 'g.a')");
        var refused = await source.ReadAsync(other, lease, [], 10, Cancel);
        Assert.False(refused.Held);
        Assert.Empty(refused.Rows);
        Assert.InRange(refused.Remaining, TimeSpan.FromSeconds(1), lease);
        var row = Assert.Single((await source.ReadAsync(first, lease, [], 10, Cancel)).Rows);
        await source.SettleAsync(other, [], [new PublishRefusal(row.Id, 1, "not by me")], Cancel);
        Assert.Single((await source.ReadAsync(first, lease, [], 10, Cancel)).Rows);
        // A conversation that waits is passed over; a later boot of the same node goes on at once; one that gave back lets others.
        Assert.Empty((await source.ReadAsync(first, lease, [row.Conversation], 10, Cancel)).Rows);
        Assert.False((await source.ReadAsync(first with { BootId = 4 }, lease, [], 10, Cancel)).Held);
        Assert.True((await source.ReadAsync(first with { BootId = 6 }, lease, [], 10, Cancel)).Held);
        await source.ReleaseAsync(first with { BootId = 6 }, Cancel);
        Assert.True((await source.ReadAsync(other, lease, [], 10, Cancel)).Held);
    }

    [Fact]
    public async Task A_page_is_bounded_in_bytes_and_always_has_a_row()
    {
        await using var stores = new PostgresStores(schema: TestDatabase.NewSchema());
        await using var source = stores.CreatePublishSource();
        await source.ReleaseAsync(new SectionHolder(new NodeId("n"), 1), Cancel);
        await TestDatabase.ExecuteAsync(
            TestDatabase.ConnectionString, $"SELECT count({stores.Schema}.imkit_publish('ann', 'id' || i, repeat('x', 1048576), 'g.a')) FROM generate_series(1, 10) i");
        Assert.Equal(4, (await source.ReadAsync(new SectionHolder(new NodeId("n"), 1), TimeSpan.FromMinutes(5), [], 100, Cancel)).Rows.Count);
    }

    [Fact]
    public async Task The_database_wakes_who_sends_long_before_it_would_look_again()
    {
        await using var node = await PublishNode.StartAsync(configure: static options =>
            (options.Publish.PollInterval, options.Publish.Lease) = (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30)));
        var group = await node.CreateGroupAsync();
        await Until.HoldsAsync(
            async () => (long)(await node.SqlAsync($"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{node.Application}' AND query LIKE 'LISTEN%'"))! == 1,
            "the node listens");
        for (var i = 0; i < 5; i++)
        {
            await node.PublishAsync("owner", $"{i}", group, $"{i}");
            await node.NothingWaitsAsync();
        }

        Assert.Equal(["0", "1", "2", "3", "4"], await node.WordsAsync(group));
    }

    [Fact]
    public async Task What_nobody_was_told_of_is_found_by_looking()
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync();
        await node.PublishAsync("owner", "1", group, "told");
        await node.NothingWaitsAsync();
        await node.SqlAsync($"INSERT INTO {node.Schema}.publish (tenant, conversation, sender, client_msg_id, body) VALUES ('', '{group}', 'owner', '2', 'not told')");
        await node.SentAsync(group, "told", "not told");
    }

    private static void Wrap(IImKitBuilder builder, Func<IPublishSource, IPublishSource> wrap)
    {
        var inner = builder.Services.Single(static service => service.ServiceType == typeof(IPublishSource)).ImplementationType!;
        builder.Services.AddSingleton(inner);
        builder.Services.Replace(ServiceDescriptor.Singleton(services => wrap((IPublishSource)services.GetRequiredService(inner))));
    }

    /// <summary>Never comes to remove what was sent.</summary>
    private sealed class DyingSource(IPublishSource inner, Action settle) : IPublishSource
    {
        public ValueTask<PublishPage> ReadAsync(
            SectionHolder holder, TimeSpan lease, IReadOnlyList<PublishConversation> except, int limit, CancellationToken cancel) =>
            inner.ReadAsync(holder, lease, except, limit, cancel);

        public ValueTask<int> SettleAsync(SectionHolder holder, IReadOnlyList<long> sent, IReadOnlyList<PublishRefusal> refused, CancellationToken cancel)
        {
            settle();
            throw new StorageException("the node is dead");
        }

        public ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancel) => inner.WaitAsync(atMost, cancel);

        public ValueTask ReleaseAsync(SectionHolder holder, CancellationToken cancel) => inner.ReleaseAsync(holder, cancel);
    }
}
