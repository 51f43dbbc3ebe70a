namespace ImKit.Transport.Tests;

[Collection(ProcessWide.Name)]
public class StopTests
{
    private static int LoopThreads() =>
        Directory.EnumerateDirectories("/proc/self/task").Count(static task => Name(task).StartsWith("imkit-loop-", StringComparison.Ordinal));

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText(task + "/comm");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [Fact]
    public async Task Stop_accepting_keeps_live_connections_and_refuses_new_ones()
    {
        await using var server = await TestServer.StartEchoAsync();
        var client = await TestClient.ConnectAsync(server.Endpoint);
        await server.Host.NextAsync();

        await server.Under.StopAcceptingAsync(CancellationToken.None);

        await Assert.ThrowsAsync<SocketException>(() => TestClient.ConnectAsync(server.Endpoint));
        await client.SendAsync(new byte[] { 7 }).Soon();
        Assert.Equal([7], await client.ReadAsync(1));
        client.Dispose();
    }

    [Fact]
    public async Task Stop_cuts_what_is_left_and_tells_every_handler()
    {
        var server = await TestServer.StartAsync();
        var sides = new List<(Socket Client, Recorder Server)>();
        for (var i = 0; i < 50; i++)
            sides.Add(await server.ConnectAsync());
        await sides[0].Server.SendAsync(new byte[32_000_000]);
        await sides[1].Server.Loop.On(() => sides[1].Server.Connection.Close(CloseReason.Drain));
        await sides[2].Server.Loop.On(sides[2].Server.Connection.PauseReading);

        await server.StopAsync();

        Assert.All(sides, static side => Assert.True(side.Server.Closed.IsCompletedSuccessfully));
        sides.ForEach(static side => side.Client.Dispose());
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Stop_ends_the_loops_threads()
    {
        var others = LoopThreads();
        var server = await TestServer.StartAsync(new TestHost { LoopCount = 8 });
        await Deadline.Until(() => LoopThreads() >= others + 8, "eight loops run");

        await server.DisposeAsync();

        await Deadline.Until(() => LoopThreads() <= others, "the loops' threads have ended");
    }

    [Fact]
    public async Task Stop_gives_the_port_back()
    {
        var first = await TestServer.StartAsync();
        await first.DisposeAsync();

        await using var second = await TestServer.StartAsync(at: first.Endpoint);
        Assert.Equal(first.Endpoint, second.Endpoint);
    }

    [Fact]
    public async Task A_stop_while_clients_connect_leaves_none_behind()
    {
        for (var round = 0; round < 10; round++)
        {
            var server = await TestServer.StartAsync();
            var connecting = Enumerable.Range(0, 50).Select(async _ =>
            {
                try
                {
                    using var client = await TestClient.ConnectAsync(server.Endpoint);
                    await client.ReadToEndAsync();
                }
                catch (SocketException)
                {
                    // Refused, or cut by the stop.
                }
            }).ToArray();

            await server.Host.NextAsync();
            await server.DisposeAsync();
            await Task.WhenAll(connecting).Soon();
        }
    }
}
