namespace ImKit.Transport.Tests;

/// <summary>The connection breaks in every state it can be in; each time the end is told once, on the loop (the recorder checks).</summary>
public class ResetTests
{
    [Fact]
    public async Task A_client_resets_an_idle_connection()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        client.Reset();

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(await side.Closed.Soon()).SocketErrorCode);
    }

    [Fact]
    public async Task A_client_resets_a_paused_connection_which_shows_when_it_is_resumed()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();
        await side.Loop.On(side.Connection.PauseReading);

        client.Reset();
        await side.Loop.On(side.Connection.ResumeReading);

        Assert.IsType<SocketException>(await side.Closed.Soon());
    }

    [Fact]
    public async Task A_client_resets_a_blocked_connection()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();
        Assert.True(await side.SendAsync(new byte[32_000_000]) < 32_000_000);

        client.Reset();

        Assert.IsType<SocketException>(await side.Closed.Soon());
        Assert.Empty(side.Writable);
    }

    [Fact]
    public async Task A_client_resets_while_the_server_closes()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();
        await side.Loop.On(() => side.Connection.Close(CloseReason.Drain));

        client.Reset();

        Assert.IsType<SocketException>(await side.Closed.Soon());
    }

    [Fact]
    public async Task A_client_resets_while_the_server_closes_with_bytes_refused()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();
        Assert.True(await side.SendAsync(new byte[32_000_000]) < 32_000_000);
        await side.Loop.On(() => side.Connection.Close(CloseReason.Drain));

        client.Reset();

        Assert.IsType<SocketException>(await side.Closed.Soon());
    }

    [Fact]
    public async Task Sending_to_a_connection_that_was_reset_takes_nothing_and_ends_it()
    {
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 });
        var (client, side) = await server.ConnectAsync();
        using var mayGoOn = new ManualResetEventSlim();
        var holding = side.Loop.On(() => Assert.True(mayGoOn.Wait(Deadline.Long)));
        var sends = side.Loop.On(() =>
        {
            // The loop was held while the reset came, so the send is the first to see it.
            for (var i = 0; i < 1000 && side.Connection.Send([1], 0, 1) > 0; i++)
            {
            }

            Assert.Equal(0, side.Connection.Send([1], 0, 1));
            Assert.False(side.Closed.IsCompleted);
        });

        client.Reset();
        mayGoOn.Set();
        await holding;
        await sends;

        Assert.IsType<SocketException>(await side.Closed.Soon());
    }

    [Fact]
    public async Task An_abort_cuts_the_client_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        await side.Loop.On(side.Connection.Abort);

        var seen = await Assert.ThrowsAsync<SocketException>(client.ReadToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, seen.SocketErrorCode);
        Assert.Equal(SocketError.ConnectionAborted, Assert.IsType<SocketException>(await side.Closed.Soon()).SocketErrorCode);
        client.Dispose();
    }

    [Fact]
    public async Task An_abort_cuts_a_blocked_connection_and_drops_what_it_held()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();
        Assert.True(await side.SendAsync(new byte[32_000_000]) < 32_000_000);

        await side.Loop.On(side.Connection.Abort);

        Assert.NotNull(await side.Closed.Soon());
        await Assert.ThrowsAsync<SocketException>(client.ReadToEndAsync);
        client.Dispose();
    }

    [Fact]
    public async Task An_abort_inside_a_read_ends_the_connection_after_the_read()
    {
        await using var server = await TestServer.StartAsync(new TestHost { Handler = static (loop, connection) => new AbortsItself(loop, connection) });
        var (client, side) = await server.ConnectAsync();

        await client.SendAsync(new byte[1]).Soon();

        Assert.NotNull(await side.Closed.Soon());
        client.Dispose();
    }

    [Fact]
    public async Task An_abort_while_the_connection_is_announced_ends_it()
    {
        await using var server = await TestServer.StartAsync(new TestHost
        {
            Handler = static (loop, connection) =>
            {
                connection.Abort();
                return new Recorder(loop, connection);
            },
        });
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var connecting = Record.ExceptionAsync(() => client.ConnectAsync(server.Endpoint)).AsTask();

        Assert.NotNull(await (await server.Host.NextAsync()).Closed.Soon());
        await connecting.Soon();
    }

    [Fact]
    public async Task A_handler_that_throws_loses_its_connection_and_no_other()
    {
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 1, Handler = static (loop, connection) => new Throws(loop, connection) });
        server.ExpectedErrors = 1;
        var (bad, badSide) = await server.ConnectAsync();
        var (good, goodSide) = await server.ConnectAsync();

        await bad.SendAsync(new byte[] { 0 }).Soon();
        Assert.IsType<InvalidOperationException>(await badSide.Closed.Soon());
        await good.SendAsync(new byte[] { 1 }).Soon();
        await goodSide.ReceivedAsync(1);

        bad.Dispose();
        good.Dispose();
    }

    private sealed class AbortsItself(IEventLoop loop, IConnection connection) : Recorder(loop, connection)
    {
        protected override void Data(ReadOnlySpan<byte> bytes)
        {
            Connection.Abort();
            Assert.Equal(0, Connection.Send([1], 0, 1));
            Assert.False(Closed.IsCompleted);
        }
    }

    private sealed class Throws(IEventLoop loop, IConnection connection) : Recorder(loop, connection)
    {
        protected override void Data(ReadOnlySpan<byte> bytes)
        {
            if (bytes[0] == 0)
                throw new InvalidOperationException("a bug in the handler");
        }
    }
}
