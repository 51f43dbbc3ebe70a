using CsCheck;
using ImKit.Client.Tests.Support;
using ImKit.Tests.Shared;

namespace ImKit.Client.Tests;

public sealed class ApplyingTests
{
    private const string Group = "g.one";

    [Fact]
    public async Task What_follows_is_applied_and_what_is_known_is_passed_over()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 3);
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Group, 3);
        server.Do(() => log.Append("ben", "four"));
        connection.Push(Operations.Entries, server.Do(() => log.Push(2, 3)));
        await device.ShowsAsync(Group, 4);
        connection.Push(Operations.Entries, server.Do(() => log.Push(3, 2)));
        await device.Client.CatchUpAsync();
        Assert.Equal(TestDevice.UpTo(4), device.Seqs(Group));
        Assert.Equal(4, device.Client.Statistics.Known);
    }

    [Fact]
    public async Task A_gap_is_pulled()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 2);
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Group, 2);
        for (var i = 0; i < 300; i++)
            server.Do(() => log.Append("ben", "more"));
        connection.Push(Operations.Entries, server.Do(() => log.Push(302)));
        await device.ShowsAsync(Group, 302);
        Assert.Equal(TestDevice.UpTo(302), device.Seqs(Group));
        Assert.Equal(1, device.Client.Statistics.Gaps);
    }

    [Fact]
    public async Task A_push_of_a_conversation_that_nobody_has_told_of_is_found_by_a_sync()
    {
        var server = new FakeServer();
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.Client.CatchUpAsync();
        var log = server.Add(Group, entries: 5);
        connection.Push(Operations.Entries, server.Do(() => log.Push(5)));
        await device.ShowsAsync(Group, 5);
        Assert.Equal(5, device.Client.FindConversation(Group)!.Unread);
    }

    [Fact]
    public async Task Kinds_and_pushes_of_later_versions_are_taken_and_passed_over()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 1);
        await using var device = new TestDevice(server);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Group, 1);
        server.Do(() => log.Append("ben", "of the host", kind: 100));
        server.Do(() => log.Append("ben", "of the future", kind: 57));
        // Field 99 of an entry, and an operation of ImKit's range, that this client has never heard of.
        connection.SendBytes(Wires.Frame.Encode(2, 45, 0, [0x9a, 0x06, 0x01, 0x78]));
        connection.Push(Operations.Entries, server.Do(() => log.Push(2, 2)));
        connection.SendBytes(Wires.Frame.Encode(2, 1000, 0, "hello"u8));
        await device.ToldAsync("push 1000");
        Assert.Equal([1, 100, 57], device.Shown(Group).Select(static entry => (int)entry.Kind));
        Assert.Equal(1, device.Client.FindConversation(Group)!.Unread);
        Assert.DoesNotContain("push 45", device.Told);
    }

    [Fact]
    public async Task A_handler_that_takes_long_loses_pushes_and_no_entry()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 1);
        using var go = new ManualResetEventSlim();
        await using var device = new TestDevice(server, static options => options.PushCapacity = 4);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Group, 1);
        device.Slow = go.Wait;
        for (var seq = 2; seq <= 40; seq++)
        {
            server.Do(() => log.Append("ben", "fast"));
            connection.Push(Operations.Entries, server.Do(() => log.Push(seq)));
            server.Touch(log);
        }

        await Until.HoldsAsync(() => device.Client.Statistics.DroppedPushes > 0, "pushes are dropped");
        go.Set();
        await device.ShowsAsync(Group, 40);
        Assert.Equal(TestDevice.UpTo(40), device.Seqs(Group));
    }

    [Fact]
    public async Task A_new_device_loads_the_newest_page_and_goes_on_from_there()
    {
        var server = new FakeServer();
        var log = server.Add(Group, entries: 500);
        await using var device = new TestDevice(server, static options => options.InitialEntries = 20);
        device.Client.Start();
        var connection = await server.NextAsync();
        await device.ShowsAsync(Group, 500);
        server.Do(() => log.Append("ben", "next"));
        connection.Push(Operations.Entries, server.Do(() => log.Push(501)));
        await device.ShowsAsync(Group, 501);
        Assert.Equal(Enumerable.Range(481, 21).Select(static i => (long)i), device.Seqs(Group));
        Assert.Equal(0, connection.Count(Operations.Pull));
        Assert.Equal([479, 480], (await device.Client.ReadBackAsync(Group, 481, 2)).Select(static entry => (int)entry.Seq));
    }

    [Fact]
    public async Task Only_watched_conversations_are_applied_where_not_all_are_followed()
    {
        var server = new FakeServer();
        server.Add(Group, entries: 3);
        server.Add("g.two", entries: 3);
        await using var device = new TestDevice(server, static options => options.FollowAll = false);
        device.Client.Watch("g.two");
        device.Client.Start();
        await device.ShowsAsync("g.two", 3);
        await device.Client.CatchUpAsync();
        Assert.Empty(device.Shown(Group));
        Assert.Equal(3, device.Client.FindConversation(Group)!.Unread);
    }

    [Fact]
    public async Task However_pushes_are_dropped_doubled_swapped_and_cut_every_entry_is_applied_once_and_in_order() =>
        await Gen.Select(Gen.Int[0, 5].Array[1, 40], Gen.Int[1, 1_000_000]).SampleAsync(
            static async (steps, seed) =>
            {
                var random = new Random(seed);
                var server = new FakeServer();
                var log = server.Add(Group, entries: 1);
                await using var device = new TestDevice(server, static options => options.MinReconnectDelay = TimeSpan.FromMilliseconds(1));
                device.Client.Start();
                var connection = await server.NextAsync();
                foreach (var step in steps)
                {
                    server.Do(() => log.Append(random.Next(2) == 0 ? "anna" : "ben", "something"));
                    server.Touch(log);
                    var head = log.Entries.Count;
                    var first = 1 + random.Next(head);
                    if (step == 5)
                    {
                        connection.End();
                        connection = await server.NextAsync();
                    }
                    else if (step > 0)
                    {
                        connection.Push(Operations.Entries, server.Do(() => step <= 2 ? log.Push(head) : log.Push(first, 1 + random.Next(head - first + 1))));
                    }
                }

                await device.Client.CatchUpAsync().WaitAsync(Until.Limit);
                Assert.Equal(TestDevice.UpTo(log.Entries.Count), device.Seqs(Group));
                Assert.DoesNotContain(device.Told, static told => told.StartsWith("failed", StringComparison.Ordinal));
            },
            iter: 100, threads: 1);
}
