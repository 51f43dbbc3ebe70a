namespace ImKit.Transport.Tests;

[Collection(ProcessWide.Name)]
public class ChurnTests
{
    private static int Sockets() => Directory.EnumerateFiles("/proc/self/fd").Count(static file =>
    {
        try
        {
            return new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    });

    [Fact]
    public async Task A_thousand_connections_that_come_and_go_leave_no_descriptor_and_no_handler()
    {
        await using var server = await TestServer.StartEchoAsync();
        var before = Sockets();

        for (var round = 0; round < 20; round++)
            await Task.WhenAll(Enumerable.Range(0, 50).Select(number => ComeAndGoAsync(server, number)));

        Assert.Equal(1000, server.Host.All.Count);
        foreach (var handler in server.Host.All)
            await handler.Closed.Soon();
        Assert.True(Sockets() <= before, "descriptors are left without waiting for a finalizer");
    }

    [Fact]
    public async Task An_ended_connection_is_collected()
    {
        await using var server = await TestServer.StartAsync();
        var connection = await ConnectAndLeaveAsync(server);

        // A loop's thread may hold its latest work until the next comes.
        foreach (var loop in server.Host.Loops)
            await loop.On(static () => { });

        await Deadline.Until(
            () =>
            {
                GC.Collect();
                return !connection.IsAlive;
            },
            "the connection is collected");
    }

    private static async Task<WeakReference> ConnectAndLeaveAsync(TestServer server)
    {
        var (client, side) = await server.ConnectAsync();
        client.Dispose();
        await side.Closed.Soon();
        while (server.Host.All.TryDequeue(out _))
        {
        }

        return new WeakReference(side.Connection);
    }

    private static async Task ComeAndGoAsync(TestServer server, int number)
    {
        var client = await TestClient.ConnectAsync(server.Endpoint);
        var sent = Pattern.Bytes(64, number);
        await client.SendAsync(sent).Soon();
        Assert.Equal(sent, await client.ReadAsync(sent.Length));
        if (number % 3 == 0)
            client.Reset();
        else
            client.Dispose();
    }
}
