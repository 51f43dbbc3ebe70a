namespace ImKit.Transport.Linux.Tests;

public class SendTests
{
    [Fact]
    public async Task A_blocked_connection_takes_nothing_until_it_is_writable_and_keeps_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();
        var bytes = Pattern.Bytes(32_000_000);

        var taken = await connection.SendAsync(bytes);
        Assert.InRange(taken, 1, bytes.Length - 1);
        Assert.Equal(0, await connection.SendAsync([1, 2, 3]));
        Assert.Equal(bytes[..taken], await client.ReadAsync(taken));
        await connection.WritableAsync(1);

        Assert.Equal([0], connection.Writable);
        Assert.Equal(3, await connection.SendAsync([4, 5, 6]));
        Assert.Equal([4, 5, 6], await client.ReadAsync(3));
        client.Dispose();
    }

    [Fact]
    public async Task Bytes_of_a_span_may_change_once_the_call_has_returned()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();

        await connection.Loop.On(() =>
        {
            Span<byte> bytes = [1, 2, 3];
            Assert.Equal(3, connection.Connection.Send(bytes));
            bytes.Clear();
        });

        Assert.Equal([1, 2, 3], await client.ReadAsync(3));
        client.Dispose();
    }

    [Fact]
    public async Task A_client_that_does_not_read_does_not_delay_the_others()
    {
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 });
        var (stuck, stuckSide) = await server.ConnectAsync();
        var (quick, quickSide) = await server.ConnectAsync();
        Assert.True(await stuckSide.SendAsync(new byte[32_000_000]) < 32_000_000);

        for (byte i = 0; i < 100; i++)
        {
            Assert.Equal(1, await quickSide.SendAsync([i]));
            Assert.Equal([i], await quick.ReadAsync(1));
        }

        stuck.Dispose();
        quick.Dispose();
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

    [Fact]
    public async Task A_client_that_sends_without_end_does_not_keep_the_loop_from_others()
    {
        await using var server = await TestServer.StartAsync(
            new TestHost { LoopCount = 1, Handler = static (loop, connection) => new Swallow(loop, connection) }, static options => options.ReceiveBufferBytes = 256);
        var (busy, busySide) = await server.ConnectAsync();
        var (quick, quickSide) = await server.ConnectAsync();
        using var enough = new CancellationTokenSource();
        var flooding = FloodAsync(busy, enough.Token);

        for (byte i = 0; i < 100; i++)
        {
            Assert.Equal(1, await quickSide.SendAsync([i]));
            Assert.Equal([i], await quick.ReadAsync(1));
        }

        await enough.CancelAsync();
        await flooding.Soon();
        Assert.True(((Swallow)busySide).Reads > 0);
        busy.Dispose();
        quick.Dispose();
    }

    private static async Task FloodAsync(Socket client, CancellationToken enough)
    {
        var bytes = new byte[65536];
        try
        {
            while (true)
                await client.SendAsync(bytes, enough);
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private sealed class Swallow(IEventLoop loop, IConnection connection) : Recorder(loop, connection)
    {
        public int Reads { get; private set; }

        protected override void Data(ReadOnlySpan<byte> bytes) => Reads++;
    }
}
