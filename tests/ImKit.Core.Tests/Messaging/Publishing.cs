using ImKit.Messaging;
using ImKit.Storage;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>What hosts write in transactions of their own, in virtual time: it passes while a test waits.</summary>
public sealed class Publishing
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly MemoryStores _stores = new();
    private readonly PublishedRows _rows;

    public Publishing() => _rows = new PublishedRows(_time);

    [Fact]
    public async Task A_conversation_that_fails_for_the_time_being_keeps_its_order_while_others_go_on()
    {
        await using var node = await StartAsync();
        var down = true;
        var bob = ConversationId.Direct(Ann, Bob);
        node.Messages.Before = batch => Volatile.Read(ref down) && batch.Any(append => append.Conversation.Id == bob) ? throw new StorageException("down") : Task.CompletedTask;
        _rows.Commit((Ann, Bob, "1"), (Ann, Cid, "1"), (Bob, Ann, "2"), (Ann, Cid, "2"));
        _rows.Commit((Ann, Bob, "3"), (Cid, Ann, "3"));
        await UntilAsync(async () => (await WordsAsync(node, Ann, Cid)).SequenceEqual(["1", "2", "3"]), "the others are sent");
        Assert.Empty(await WordsAsync(node, Ann, Bob));
        Volatile.Write(ref down, false);
        await UntilAsync(() => Task.FromResult(_rows.Count == 0), "all is sent");
        Assert.Equal(["1", "2", "3"], await WordsAsync(node, Ann, Bob));
        Assert.Empty(_rows.Refused);
    }

    [Fact]
    public async Task A_conversation_that_fails_whole_batches_of_the_store_does_not_hold_up_those_it_shares_them_with()
    {
        // One append at a time: what comes at the same time is one batch.
        await using var node = await StartAsync(configure: static options => options.Messaging.MaxAppends = 1);
        var bob = ConversationId.Direct(Ann, Bob);
        node.Messages.Before = batch => batch.Any(append => append.Conversation.Id == bob) ? throw new StorageException("locked") : Task.CompletedTask;
        for (var i = 0; i < 10; i++)
            _rows.Commit((Ann, Bob, "never"), (Ann, Cid, $"{i}"), (Ann, Dan, $"{i}"));
        await UntilAsync(() => Task.FromResult(_rows.Count == 10), "the others are sent");
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), await WordsAsync(node, Ann, Cid));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), await WordsAsync(node, Ann, Dan));
    }

    [Fact]
    public async Task What_is_committed_without_anybody_hearing_of_it_is_sent_once()
    {
        await using var node = await StartAsync();
        var unheard = 0;
        node.Messages.After = _ => Interlocked.Increment(ref unheard) % 2 == 1 ? throw new StorageException("the connection broke") : Task.CompletedTask;
        _rows.Commit([.. Enumerable.Range(0, 20).Select(i => (Ann, Bob, $"{i}"))]);
        await UntilAsync(() => Task.FromResult(_rows.Count == 0), "all is sent");
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{i}"), await WordsAsync(node, Ann, Bob));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_asked_again_after_growing_waits()
    {
        await using var node = await StartAsync();
        var (calls, down) = (0, true);
        _rows.Before = () =>
        {
            Interlocked.Increment(ref calls);
            if (Volatile.Read(ref down))
                throw new StorageException("down");
        };
        _rows.Commit((Ann, Bob, "1"));
        await PassAsync(TimeSpan.FromMinutes(1));
        // 50 ms, doubled up to 5 s: that is 8 in the first 6 s, and then one every 5 s.
        Assert.InRange(Volatile.Read(ref calls), 1, 25);
        Volatile.Write(ref down, false);
        await UntilAsync(() => Task.FromResult(_rows.Count == 0), "it is sent");
    }

    [Fact]
    public async Task Two_nodes_that_take_the_lease_from_each_other_send_everything_once_and_in_order()
    {
        var wire = new NodeWire(_time);
        await using var one = await StartAsync("one", wire);
        await using var two = await StartAsync("two", wire);
        var random = new Random(7);
        UserId[] others = [Bob, Cid, Dan];
        var expected = others.ToDictionary(static other => other, static _ => new List<string>());
        var sent = 0;
        await UntilAsync(
            () =>
            {
                var other = others[random.Next(3)];
                expected[other].Add($"{++sent}");
                _rows.Commit((Ann, other, $"{sent}"));
                if (sent % 3 == 0)
                    _rows.Expire();
                return Task.FromResult(sent >= 200 && _rows.Holders > 1);
            },
            "both have sent");
        await UntilAsync(
            () =>
            {
                _rows.Expire();
                return Task.FromResult(_rows.Count == 0);
            },
            "all is sent");
        foreach (var other in others)
            Assert.Equal(expected[other], await WordsAsync(one, Ann, other));
    }

    [Fact]
    public async Task A_node_that_stops_gives_the_lease_back_and_one_that_shall_not_send_never_takes_it()
    {
        var node = await StartAsync();
        await UntilAsync(() => Task.FromResult(_rows.Holder is not null), "the node has taken the lease");
        await node.DisposeAsync();
        Assert.Null(_rows.Holder);
        var reads = _rows.Reads;
        await using var idle = await StartAsync(configure: static options => options.Publish.Relay = false);
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(reads, _rows.Reads);
    }

    [Fact]
    public void Waits_grow_and_are_counted_for_one_message_at_a_time()
    {
        var waits = new PublishWaits(_time);
        var conversation = new PublishConversation("", "g.a");
        for (var tries = 1; tries <= 3; tries++)
            Assert.Equal(tries, waits.Fail(conversation, 1));
        Assert.InRange(waits.UntilNext!.Value, TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300));
        // A delay cuts fractions of a millisecond off, and one of none would be repeated until the time has passed.
        Assert.Equal(0, waits.UntilNext.Value.Ticks % TimeSpan.TicksPerMillisecond);
        Assert.Equal([conversation], waits.Waiting());
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Empty(waits.Waiting());
        Assert.Equal((3, 0), (waits.TriesOf(conversation, 1), waits.TriesOf(conversation, 2)));
        Assert.Equal(1, waits.Fail(conversation, 2));
        Assert.Equal(TimeSpan.FromSeconds(5), PublishWaits.After(1000));
    }

    private async Task<MessagingNode> StartAsync(string name = "one", NodeWire? wire = null, Action<ImKitOptions>? configure = null)
    {
        var node = new MessagingNode(
            _stores,
            options =>
            {
                options.Node.Id = name;
                options.Node.Number = name.Length;
                // Virtual time runs ahead of a busy machine.
                options.Messaging.StoreTimeout = TimeSpan.FromDays(1);
                configure?.Invoke(options);
            },
            _time, services: services => services.AddSingleton<IPublishSource>(_rows), wire: wire);
        await node.StartAsync();
        return node;
    }

    private Task PassAsync(TimeSpan time)
    {
        var end = _time.GetUtcNow() + time;
        return UntilAsync(() => Task.FromResult(_time.GetUtcNow() >= end), "the time has passed", time / 100);
    }

    private Task UntilAsync(Func<Task<bool>> holds, string what, TimeSpan? step = null) => Until.HoldsAsync(
        () =>
        {
            _time.Advance(step ?? Step);
            return holds();
        },
        what);

    private static async Task<string[]> WordsAsync(MessagingNode node, UserId one, UserId other)
    {
        var conversation = new ConversationKey(default, ConversationId.Direct(one, other));
        return [.. (await node.Stores.Messages.ReadForwardAsync(conversation, 1, 1000, CancellationToken.None)).Select(static entry => entry.Words())];
    }
}
