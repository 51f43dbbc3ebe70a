namespace ImKit.Transport.Tests;

public class SendTests
{
    /// <summary>Sends until the kernel refuses; returns what was taken and what was refused.</summary>
    private static async Task<(int Taken, int Refused)> FillAsync(Recorder server, byte[] bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            var count = Math.Min(50_000, bytes.Length - at);
            var taken = await server.SendAsync(bytes, at, count);
            at += taken;
            if (taken < count)
                return (at, count - taken);
        }

        Assert.Fail("The kernel took everything; the test needs more bytes");
        return default;
    }

    [Fact]
    public async Task What_the_kernel_refused_arrives_once_the_client_reads()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();
        var bytes = Pattern.Bytes(32_000_000);

        var (taken, refused) = await FillAsync(connection, bytes);
        Assert.Empty(connection.Writable);
        Assert.Equal(bytes[..(taken + refused)], await client.ReadAsync(taken + refused));

        await connection.WritableAsync(1);
        Assert.Equal([refused], connection.Writable);
        client.Dispose();
    }

    [Fact]
    public async Task A_blocked_connection_takes_nothing_until_it_is_writable()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();

        var (taken, refused) = await FillAsync(connection, Pattern.Bytes(32_000_000));
        Assert.Equal(0, await connection.SendAsync([1, 2, 3]));
        await client.ReadAsync(taken + refused);
        await connection.WritableAsync(1);

        Assert.Equal(3, await connection.SendAsync([4, 5, 6]));
        Assert.Equal([4, 5, 6], await client.ReadAsync(3));
        client.Dispose();
    }

    [Fact]
    public async Task A_slow_client_gets_every_byte_in_order_over_many_blocks()
    {
        await using var server = await TestServer.StartAsync(new TestHost { Handler = static (loop, connection) => new Pump(loop, connection, Pattern.Bytes(20_000_000)) });
        var client = await TestClient.ConnectAsync(server.Endpoint, receiveBuffer: 8192);
        var pump = (Pump)await server.Host.NextAsync();

        await pump.Loop.On(pump.Go);
        var received = await client.ReadAsync(20_000_000);

        Assert.Equal(Pattern.Bytes(20_000_000), received);
        await pump.Loop.On(static () => { });
        Assert.Equal(20_000_000, pump.HandedOver);
        Assert.NotEmpty(pump.Writable);
        client.Dispose();
    }

    [Fact]
    public async Task A_client_that_does_not_read_does_not_delay_the_others()
    {
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 });
        var (stuck, stuckSide) = await server.ConnectAsync();
        var (quick, quickSide) = await server.ConnectAsync();
        await FillAsync(stuckSide, Pattern.Bytes(32_000_000));

        for (byte i = 0; i < 100; i++)
        {
            Assert.Equal(1, await quickSide.SendAsync([i]));
            Assert.Equal([i], await quick.ReadAsync(1));
        }

        stuck.Dispose();
        quick.Dispose();
    }

    [Fact]
    public async Task A_part_of_an_array_is_sent()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();

        Assert.Equal(3, await connection.SendAsync([0, 1, 2, 3, 4], 1, 3));

        Assert.Equal([1, 2, 3], await client.ReadAsync(3));
        client.Dispose();
    }

    [Fact]
    public async Task Sending_allocates_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();
        var frame = Pattern.Bytes(100);
        long allocated = -1;

        for (var warm = 0; warm < 3; warm++)
        {
            await connection.Loop.On(() =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 100; i++)
                    connection.Connection.Send(frame, 0, frame.Length);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            });
            await client.ReadAsync(100 * frame.Length);
        }

        Assert.Equal(0, allocated);
        client.Dispose();
    }

    /// <summary>Sends a big array as the contract says: until it is blocked, and on when it is writable.</summary>
    private sealed class Pump(IEventLoop loop, IConnection connection, byte[] bytes) : Recorder(loop, connection)
    {
        private int _blocked;

        public int HandedOver { get; private set; }

        public void Go()
        {
            while (HandedOver < bytes.Length)
            {
                var count = Math.Min(70_000, bytes.Length - HandedOver);
                var taken = Connection.Send(bytes, HandedOver, count);
                HandedOver += taken;
                _blocked = count - taken;
                if (_blocked > 0)
                    return;
            }
        }

        protected override void Writing(int taken)
        {
            Assert.InRange(taken, 1, _blocked);
            HandedOver += taken;
            Go();
        }
    }
}
