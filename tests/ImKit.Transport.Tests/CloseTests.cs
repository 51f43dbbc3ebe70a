using Microsoft.Extensions.Time.Testing;

namespace ImKit.Transport.Tests;

public class CloseTests
{
    private static readonly CloseReason s_reason = CloseReason.Drain;

    private static Task CloseAsync(Recorder side) => side.Loop.On(() => side.Connection.Close(s_reason));

    // On virtual time the deadline of a close does not come, however slow the machine.
    [Fact]
    public async Task What_was_taken_before_a_close_reaches_the_client()
    {
        await using var server = await TestServer.StartAsync(time: new FakeTimeProvider());
        var (client, side) = await server.ConnectAsync();
        var bytes = Pattern.Bytes(30_000);

        await side.Loop.On(() =>
        {
            Assert.Equal(bytes.Length, side.Connection.Send(bytes, 0, bytes.Length));
            side.Connection.Close(s_reason);
        });

        Assert.Equal(bytes, await client.ReadToEndAsync());
        client.Dispose();
        Assert.Null(await side.Closed.Soon());
    }

    [Fact]
    public async Task What_the_kernel_refused_before_a_close_reaches_the_client_too()
    {
        await using var server = await TestServer.StartAsync(time: new FakeTimeProvider());
        var (client, side) = await server.ConnectAsync();
        var bytes = Pattern.Bytes(32_000_000);

        var taken = await side.SendAsync(bytes);
        Assert.True(taken < bytes.Length);
        await CloseAsync(side);

        Assert.Equal(bytes, await client.ReadToEndAsync());
        client.Dispose();
        Assert.Null(await side.Closed.Soon());
        Assert.Equal([bytes.Length - taken], side.Writable);
    }

    [Fact]
    public async Task What_a_client_sends_after_a_close_is_passed_over()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        await CloseAsync(side);
        await client.SendAsync(Pattern.Bytes(1_000_000)).Soon();
        Assert.Empty(await client.ReadToEndAsync());
        client.Dispose();

        Assert.Null(await side.Closed.Soon());
        Assert.Empty(side.Bytes);
    }

    [Fact]
    public async Task A_paused_connection_closes_in_order()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();
        await side.Loop.On(side.Connection.PauseReading);
        await client.SendAsync(new byte[100]).Soon();

        await CloseAsync(side);
        await side.Loop.On(side.Connection.PauseReading);
        Assert.Empty(await client.ReadToEndAsync());
        client.Dispose();

        Assert.Null(await side.Closed.Soon());
    }

    [Fact]
    public async Task A_client_that_does_not_close_is_cut_at_the_close_timeout()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(configure: static options => options.CloseTimeout = TimeSpan.FromSeconds(2), time: time);
        using var timeouts = server.Counter(Telemetry.CloseTimeouts);
        var (client, side) = await server.ConnectAsync();

        await CloseAsync(side);
        Assert.Empty(await client.ReadToEndAsync());
        time.Advance(TimeSpan.FromSeconds(1.9));
        await side.Loop.On(static () => { });
        Assert.False(side.Closed.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(await side.Closed.Soon());
        Assert.Equal(1, timeouts.LastMeasurement?.Value);
        client.Dispose();
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_at_the_close_timeout()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(time: time);
        var (client, side) = await server.ConnectAsync();
        Assert.True(await side.SendAsync(new byte[32_000_000]) < 32_000_000);

        await CloseAsync(side);
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<TimeoutException>(await side.Closed.Soon());
        await Assert.ThrowsAsync<SocketException>(client.ReadToEndAsync);
        client.Dispose();
    }

    [Fact]
    public async Task Each_of_many_closing_connections_has_its_own_deadline()
    {
        var time = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 }, time: time);
        var (first, firstSide) = await server.ConnectAsync();
        var (second, secondSide) = await server.ConnectAsync();

        await CloseAsync(firstSide);
        time.Advance(TimeSpan.FromSeconds(1));
        await CloseAsync(secondSide);
        time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Null(await firstSide.Closed.Soon());
        await secondSide.Loop.On(static () => { });
        Assert.False(secondSide.Closed.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await secondSide.Closed.Soon());
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task A_client_that_closes_ends_the_connection_without_an_error()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        client.Shutdown(SocketShutdown.Both);
        client.Dispose();

        Assert.Null(await side.Closed.Soon());
    }

    [Fact]
    public async Task The_last_bytes_before_a_client_closes_arrive()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        await client.SendAsync(Pattern.Bytes(200_000)).Soon();
        client.Shutdown(SocketShutdown.Send);

        Assert.Null(await side.Closed.Soon());
        Assert.Equal(Pattern.Bytes(200_000), side.Bytes);
        client.Dispose();
    }

    [Fact]
    public async Task Closing_twice_and_then_aborting_ends_once()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        await side.Loop.On(() =>
        {
            side.Connection.Close(s_reason);
            side.Connection.Close(s_reason);
            side.Connection.Abort();
            side.Connection.Abort();
            side.Connection.Close(s_reason);
        });

        Assert.NotNull(await side.Closed.Soon());
        client.Dispose();
    }

    [Fact]
    public async Task A_refused_connection_is_closed_without_a_word()
    {
        await using var server = await TestServer.StartAsync(new TestHost { Handler = static (_, _) => null });
        using var client = await TestClient.ConnectAsync(server.Endpoint);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Nothing_is_taken_after_a_close()
    {
        await using var server = await TestServer.StartAsync();
        var (client, side) = await server.ConnectAsync();

        await CloseAsync(side);
        Assert.Equal(0, await side.SendAsync([1, 2, 3]));

        Assert.Empty(await client.ReadToEndAsync());
        client.Dispose();
        Assert.Null(await side.Closed.Soon());
    }
}
