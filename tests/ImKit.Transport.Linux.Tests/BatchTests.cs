using ImKit.Transports.Linux;
using ImKit.Transports.Linux.Uring;

namespace ImKit.Transport.Linux.Tests;

/// <summary>Sends of many connections in one system call. Where the kernel refuses io_uring, the loops must have no batch sender.</summary>
public class BatchTests
{
    private static readonly bool s_allowed = Probe();

    private static bool Probe()
    {
        using var sender = UringSender.TryCreate(out var refused);
        Assert.True(sender is not null || refused.Length > 0);
        return sender is not null;
    }

    private static async Task<(TestServer Server, List<Socket> Clients, List<Recorder> Sides, IBatchSender? Sender)> StartAsync(int connections)
    {
        var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 }, static options => options.Engine = LinuxEngine.IoUring);
        var clients = new List<Socket>();
        var sides = new List<Recorder>();
        for (var i = 0; i < connections; i++)
        {
            var (client, side) = await server.ConnectAsync();
            clients.Add(client);
            sides.Add(side);
        }

        var sender = sides[0].Loop.BatchSender;
        Assert.Equal(s_allowed, sender is not null);
        Assert.Equal(s_allowed ? 0 : 1, server.Logs.GetSnapshot().Count(static record => record.Id.Id == LinuxTelemetry.IoUringRefused));
        return (server, clients, sides, sender);
    }

    private static SendItem[] Items(IEnumerable<Recorder> sides, byte[] bytes) =>
        [.. sides.Select(side => new SendItem(side.Connection.BatchTarget!, bytes, bytes.Length))];

    [Fact]
    public async Task Every_connection_gets_its_bytes_once_and_in_order()
    {
        var (server, clients, sides, sender) = await StartAsync(100);
        await using var _ = server;
        if (sender is null)
            return;
        var blocks = Enumerable.Range(0, 50).Select(static i => Pattern.Bytes(100 + i, i)).ToArray();

        await sides[0].Loop.On(() =>
        {
            foreach (var block in blocks)
            {
                var taken = new int[sides.Count];
                sender.Send(Items(sides, block), taken);
                Assert.All(taken, count => Assert.Equal(block.Length, count));
            }
        });

        byte[] all = [.. blocks.SelectMany(static block => block)];
        foreach (var client in clients)
        {
            Assert.Equal(all, await client.ReadAsync(all.Length));
            client.Dispose();
        }
    }

    [Fact]
    public async Task More_different_arrays_than_are_pinned_at_once_all_arrive()
    {
        var (server, clients, sides, sender) = await StartAsync(60);
        await using var _ = server;
        if (sender is null)
            return;
        var blocks = sides.Select(static (_, i) => Pattern.Bytes(500, i)).ToArray();

        await sides[0].Loop.On(() =>
        {
            var taken = new int[sides.Count];
            sender.Send([.. sides.Select((side, i) => new SendItem(side.Connection, blocks[i], blocks[i].Length))], taken);
            Assert.All(taken, static count => Assert.Equal(500, count));
        });

        for (var i = 0; i < clients.Count; i++)
        {
            Assert.Equal(blocks[i], await clients[i].ReadAsync(500));
            clients[i].Dispose();
        }
    }

    [Fact]
    public async Task A_full_batch_and_only_a_part_of_an_array()
    {
        var (server, clients, sides, sender) = await StartAsync(256);
        await using var _ = server;
        if (sender is null)
            return;
        Assert.Equal(sides.Count, sender.Capacity);
        var bytes = Pattern.Bytes(1000);

        await sides[0].Loop.On(() =>
        {
            var taken = new int[sides.Count];
            sender.Send([.. sides.Select(side => new SendItem(side.Connection, bytes, 300))], taken);
            Assert.All(taken, static count => Assert.Equal(300, count));
        });

        foreach (var client in clients)
        {
            Assert.Equal(bytes[..300], await client.ReadAsync(300));
            client.Dispose();
        }
    }

    [Fact]
    public async Task What_is_not_taken_is_told_exactly_and_goes_on_when_the_client_reads()
    {
        var (server, clients, sides, sender) = await StartAsync(40);
        await using var _ = server;
        if (sender is null)
            return;
        var block = Pattern.Bytes(60_000);
        var handedOver = new long[sides.Count];

        await sides[0].Loop.On(() =>
        {
            // Nobody reads; it ends when all are blocked.
            var open = Enumerable.Range(0, sides.Count).ToList();
            while (open.Count > 0)
            {
                var taken = new int[open.Count];
                sender.Send(Items(open.Select(i => sides[i]), block), taken);
                for (var i = 0; i < taken.Length; i++)
                    handedOver[open[i]] += taken[i];
                open = [.. open.Where((_, i) => taken[i] == block.Length)];
            }

            var again = new int[sides.Count];
            sender.Send(Items(sides, block), again);
            Assert.All(again, static count => Assert.Equal(0, count));
        });

        Assert.All(sides, static side => Assert.Empty(side.Writable));
        for (var i = 0; i < clients.Count; i++)
        {
            var received = await clients[i].ReadAsync((int)handedOver[i]);
            for (var at = 0; at < received.Length; at += block.Length)
                Assert.True(received.AsSpan(at, Math.Min(block.Length, received.Length - at)).SequenceEqual(block.AsSpan(0, Math.Min(block.Length, received.Length - at))));
            await sides[i].WritableAsync(1);
            Assert.Equal(0, clients[i].Available);
            clients[i].Dispose();
        }
    }

    [Fact]
    public async Task Members_that_were_reset_end_after_the_batch_and_the_others_get_theirs()
    {
        var (server, clients, sides, sender) = await StartAsync(90);
        await using var _ = server;
        if (sender is null)
            return;
        var block = Pattern.Bytes(200);
        using var mayGoOn = new ManualResetEventSlim();
        var holding = sides[0].Loop.On(() => Assert.True(mayGoOn.Wait(Deadline.Long)));
        var sending = sides[0].Loop.On(() =>
        {
            var taken = new int[sides.Count];
            sender.Send(Items(sides, block), taken);
            for (var i = 0; i < taken.Length; i++)
                Assert.Equal(i % 3 == 0 ? 0 : block.Length, taken[i]);
            Assert.All(sides, static side => Assert.False(side.Closed.IsCompleted));
        });

        for (var i = 0; i < clients.Count; i += 3)
            clients[i].Reset();
        mayGoOn.Set();
        await holding;
        await sending;

        for (var i = 0; i < clients.Count; i++)
        {
            if (i % 3 == 0)
            {
                Assert.IsType<SocketException>(await sides[i].Closed.Soon());
                continue;
            }

            Assert.Equal(block, await clients[i].ReadAsync(block.Length));
            clients[i].Dispose();
        }
    }

    [Fact]
    public async Task A_batch_allocates_nothing()
    {
        var (server, clients, sides, sender) = await StartAsync(64);
        await using var _ = server;
        if (sender is null)
            return;
        var items = Items(sides, Pattern.Bytes(100));
        var taken = new int[items.Length];
        long allocated = -1;

        for (var warm = 0; warm < 3; warm++)
        {
            await sides[0].Loop.On(() =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 20; i++)
                    sender.Send(items, taken);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }

        Assert.Equal(0, allocated);
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task The_engine_epoll_makes_no_ring()
    {
        await using var server = await TestServer.StartAsync(configure: static options => options.Engine = LinuxEngine.Epoll);
        Assert.All(server.Host.Loops, static loop => Assert.Null(loop.BatchSender));
    }

    [Fact]
    public async Task Where_the_kernel_refuses_io_uring_it_goes_on_with_epoll_and_says_so_once()
    {
        await using var server = await ProbeProcess.StartAsync(descriptors: 256, wish: "no-io-uring");
        Assert.Contains("io_uring cannot be used (io_uring_setup: Operation not permitted); broadcasts go by epoll", server.Said("io_uring"));
        using var client = await TestClient.ConnectAsync(server.Endpoint);
        await client.SendAsync(new byte[] { 42 }).Soon();
        Assert.Equal([42], await client.ReadAsync(1));
    }
}
