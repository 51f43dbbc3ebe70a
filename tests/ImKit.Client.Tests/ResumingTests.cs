using ImKit.Client.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

public sealed class ResumingTests
{
    private const string Group = "g.one";

    [Fact]
    public async Task An_older_store_goes_on_from_where_it_was()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 10);
        var store = new InMemoryClientStore();
        await using (var first = new TestDevice(server, options => options.Store = store))
        {
            first.Client.Start();
            await first.ShowsAsync(Group, 10);
        }

        var old = store.Snapshot();
        await using (var second = new TestDevice(server, options => options.Store = store))
        {
            server.Do(() => log.Append("ben", "eleven"));
            server.Touch(log);
            second.Client.Start();
            await second.ShowsAsync(Group, 11);
        }

        await using var third = new TestDevice(server, options => options.Store = new InMemoryClientStore(old));
        third.Client.Start();
        await third.ShowsAsync(Group, 11);
        Assert.Equal([11], third.Seqs(Group));
    }

    [Fact]
    public async Task What_a_sync_has_told_is_pulled_in_the_next_life_although_no_sync_tells_it_again()
    {
        var server = new FakeServer();
        server.Add(Group, entries: 10);
        var store = new InMemoryClientStore();
        // Synced, and killed before the pull.
        await store.SaveAsync(new ClientChange { FeedVersion = server.Feed, Cursors = [new ClientCursor(Group, default, 10, Loaded: false)] }, default);
        await using var device = new TestDevice(server, options => options.Store = store);
        device.Client.Start();
        await device.ShowsAsync(Group, 10);
    }

    [Fact]
    public async Task Another_log_in_the_same_place_drops_what_is_shown_and_is_loaded()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 10);
        var store = new InMemoryClientStore();
        await using (var before = new TestDevice(server, options => options.Store = store))
        {
            before.Client.Start();
            await before.ShowsAsync(Group, 10);
        }

        server.Do(() => log.Epoch = 901);
        server.Do(() => log.Entries.RemoveAll(static entry => entry.Seq > 4));
        server.Touch(log);
        await using var device = new TestDevice(server, options => options.Store = store);
        device.Client.Start();
        await device.ToldAsync($"dropped {Group} Reset");
        await device.ShowsAsync(Group, 4);
        Assert.Equal(TestDevice.UpTo(4), device.Seqs(Group));
        Assert.Equal(4, store.Snapshot().Cursors.Single().Position.Seq);
    }

    [Fact]
    public async Task A_feed_that_the_server_never_had_puts_every_position_to_the_proof()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 10);
        var store = new InMemoryClientStore();
        await using (var before = new TestDevice(server, options => options.Store = store))
        {
            before.Client.Start();
            await before.ShowsAsync(Group, 10);
        }

        // The server has been set back to an older copy: the same epoch, fewer entries, and then others.
        await store.SaveAsync(new ClientChange { FeedVersion = 5000 }, default);
        server.Do(() => log.Entries.RemoveAll(static entry => entry.Seq > 7));
        await using var device = new TestDevice(server, options => options.Store = store);
        device.Client.Start();
        await device.ToldAsync($"dropped {Group} Reset");
        await device.ShowsAsync(Group, 7);
        Assert.Equal(server.Feed, store.Snapshot().FeedVersion);
    }

    [Fact]
    public async Task Who_leaves_shows_nothing_more_and_who_comes_back_sees_what_comes_after()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 3);
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Group, 3);
        server.Do(() => log.Role = Wire.MemberRole.Unspecified);
        server.Touch(log);
        connection.Push(Operations.Feed, new Wire.FeedPush { Version = server.Feed });
        await device.ToldAsync($"dropped {Group} Left");
        Assert.Null(device.Client.FindConversation(Group));
        server.Do(() => log.Append("ben", "not for anna"));
        server.Do(() => log.Role = Wire.MemberRole.Member);
        server.Do(() => log.Floor = 4);
        server.Do(() => log.Append("ben", "welcome back", kind: 3));
        server.Touch(log);
        connection.Push(Operations.Feed, new Wire.FeedPush { Version = server.Feed });
        await device.ShowsAsync(Group, 5);
        Assert.Equal([5], device.Seqs(Group));
    }

    [Fact]
    public async Task Who_left_and_came_back_while_the_device_was_away_is_reset()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 3);
        var store = new InMemoryClientStore();
        await using (var before = new TestDevice(server, options => options.Store = store))
        {
            before.Client.Start();
            await before.ShowsAsync(Group, 3);
        }

        for (var i = 0; i < 4; i++)
            server.Do(() => log.Append("ben", "meanwhile"));
        server.Do(() => log.Floor = 6);
        server.Touch(log);
        await using var device = new TestDevice(server, options => options.Store = store);
        device.Client.Start();
        await device.ToldAsync($"dropped {Group} Reset");
        await device.ShowsAsync(Group, 7);
        Assert.Equal([7], device.Seqs(Group));
    }

    [Fact]
    public async Task A_heartbeat_that_tells_of_a_newer_feed_is_followed_by_a_sync()
    {
        var clock = new Testing.VirtualClock();
        var server = new FakeServer();
        var log = server.Add(Group, entries: 1);
        await using var device = new TestDevice(server, options => options.Time = clock);
        device.Client.Start();
        await device.ShowsAsync(Group, 1);
        // The last push is lost: nothing comes after it that would show the gap.
        server.Do(() => log.Append("ben", "lost"));
        server.Touch(log);
        clock.Advance(TimeSpan.FromSeconds(61));
        await device.ShowsAsync(Group, 2);
    }

    [Fact]
    public async Task A_store_that_fails_delays_and_loses_nothing()
    {
        var server = new FakeServer();
        server.Add(Group, entries: 3);
        var store = new FailingStore { Failures = 2 };
        await using var device = new TestDevice(server, options => options.Store = store);
        device.Client.Start();
        await device.ShowsAsync(Group, 3);
        Assert.Equal(TestDevice.UpTo(3), device.Seqs(Group));
        Assert.Equal(2, device.Client.Statistics.Failures);
    }

    private sealed class FailingStore : IClientStore
    {
        private readonly InMemoryClientStore _inner = new();

        public int Failures { get; set; }

        public ValueTask<ClientSnapshot> LoadAsync(CancellationToken cancel) => _inner.LoadAsync(cancel);

        public ValueTask SaveAsync(ClientChange change, CancellationToken cancel) =>
            Failures-- > 0 ? throw new IOException("the disk is full") : _inner.SaveAsync(change, cancel);
    }
}
