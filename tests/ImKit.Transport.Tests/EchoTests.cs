namespace ImKit.Transport.Tests;

public class EchoTests
{
    [Fact]
    public async Task What_a_client_sends_comes_back()
    {
        await using var server = await TestServer.StartEchoAsync();
        using var client = await TestClient.ConnectAsync(server.Endpoint);

        await client.SendAsync(Pattern.Bytes(1000)).Soon();

        Assert.Equal(Pattern.Bytes(1000), await client.ReadAsync(1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task Bytes_cut_anywhere_arrive_in_order(int cut)
    {
        await using var server = await TestServer.StartEchoAsync();
        using var client = await TestClient.ConnectAsync(server.Endpoint);
        var sent = Pattern.Bytes(Math.Min(cut * 500, 1_000_000));

        var reading = client.ReadAsync(sent.Length);
        for (var at = 0; at < sent.Length; at += cut)
            await client.SendAsync(sent.AsMemory(at, Math.Min(cut, sent.Length - at))).AsTask().Soon();

        Assert.Equal(sent, await reading);
    }

    [Fact]
    public async Task Many_connections_do_not_mix()
    {
        await using var server = await TestServer.StartEchoAsync();

        async Task One(int number)
        {
            using var client = await TestClient.ConnectAsync(server.Endpoint);
            for (var round = 0; round < 20; round++)
            {
                var sent = Pattern.Bytes(200, number * 100 + round);
                await client.SendAsync(sent).Soon();
                Assert.Equal(sent, await client.ReadAsync(sent.Length));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 100).Select(One));
    }

    [Fact]
    public async Task Connections_are_spread_over_all_loops()
    {
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 4 });
        var clients = new List<Socket>();
        for (var i = 0; i < 20; i++)
            clients.Add((await server.ConnectAsync()).Client);

        Assert.All(server.Host.All.GroupBy(static handler => handler.Loop), static loop => Assert.Equal(5, loop.Count()));
        Assert.Equal(4, server.Host.Loops.Count);
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task A_connection_tells_where_it_comes_from()
    {
        await using var server = await TestServer.StartAsync();
        var (client, connection) = await server.ConnectAsync();

        Assert.Equal(client.LocalEndPoint, connection.Connection.Remote);
        Assert.Equal(TestServer.Transport, Assert.Single(server.Host.Origins).Transport);
        client.Dispose();
    }
}
