namespace ImKit.Transport.Tests;

public class ReadingTests
{
    [Fact]
    public async Task A_paused_connection_gets_nothing_until_it_is_resumed()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();
        await client.SendAsync(new byte[] { 1 }).Soon();
        await connection.ReceivedAsync(1);

        await connection.Loop.On(connection.Connection.PauseReading);
        await client.SendAsync(new byte[] { 2, 3 }).Soon();
        await OthersAreServed(server);
        Assert.Equal([1], connection.Bytes);

        await connection.Loop.On(connection.Connection.ResumeReading);
        await connection.ReceivedAsync(3);
        Assert.Equal([1, 2, 3], connection.Bytes);
        client.Dispose();
    }

    [Fact]
    public async Task A_client_of_a_paused_connection_is_held_back()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();
        await connection.Loop.On(connection.Connection.PauseReading);
        client.Blocking = false;

        var sent = 0;
        var chunk = new byte[65536];
        await Deadline.Until(
            () =>
            {
                var took = client.Send(chunk, 0, chunk.Length, SocketFlags.None, out var error);
                sent += took;
                return error == SocketError.WouldBlock && sent > 0;
            },
            "the client is blocked");

        Assert.Empty(connection.Bytes);
        await connection.Loop.On(connection.Connection.ResumeReading);
        await connection.ReceivedAsync(sent);
        client.Dispose();
    }

    [Fact]
    public async Task Pausing_inside_a_read_stops_after_that_read()
    {
        await using var server = await TestServer.StartAsync(
            new TestHost { Handler = static (loop, connection) => new PausesItself(loop, connection) },
            static options => options.ReceiveBufferBytes = 256);
        var (client, connection) = await server.ConnectAsync();

        await client.SendAsync(new byte[10_000]).Soon();
        await connection.ReceivedAsync(1);
        await OthersAreServed(server);

        Assert.InRange(connection.Bytes.Length, 1, 256);
        client.Dispose();
    }

    [Fact]
    public async Task Pausing_and_resuming_over_and_over_loses_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();
        var sent = Pattern.Bytes(3_000_000);

        var sending = client.SendAsync(sent);
        for (var i = 0; i < 300; i++)
        {
            await connection.Loop.On(connection.Connection.PauseReading);
            await connection.Loop.On(connection.Connection.PauseReading);
            await connection.Loop.On(connection.Connection.ResumeReading);
            await connection.Loop.On(connection.Connection.ResumeReading);
        }

        await sending.Soon();
        await connection.ReceivedAsync(sent.Length);
        Assert.Equal(sent, connection.Bytes);
        client.Dispose();
    }

    [Fact]
    public async Task A_connection_paused_at_once_reads_nothing()
    {
        await using var server = await TestServer.StartAsync(new TestHost
        {
            Handler = static (loop, connection) =>
            {
                connection.PauseReading();
                return new Recorder(loop, connection);
            },
        });
        var (client, connection) = await server.ConnectAsync();

        await client.SendAsync(new byte[10]).Soon();
        await OthersAreServed(server);

        Assert.Empty(connection.Bytes);
        client.Dispose();
    }

    /// <summary>Time enough for a read that must not happen: twenty others go through every loop.</summary>
    private static async Task OthersAreServed(TestServer server)
    {
        for (var i = 0; i < 20; i++)
        {
            using var other = await TestClient.ConnectAsync(server.Endpoint);
            var side = await server.Host.NextAsync();
            await other.SendAsync(new byte[] { 9 }).Soon();
            await side.Loop.On(side.Connection.ResumeReading);
            await side.ReceivedAsync(1);
        }
    }

    private sealed class PausesItself(IEventLoop loop, IConnection connection) : Recorder(loop, connection)
    {
        protected override void Data(ReadOnlySpan<byte> bytes) => Connection.PauseReading();
    }
}
