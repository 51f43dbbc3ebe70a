namespace ImKit.Transport.Tests;

[Collection(ProcessWide.Name)]
public class ExhaustionTests
{
    private static async Task EchoAsync(Socket client)
    {
        await client.SendAsync(new byte[] { 42 }).Soon();
        Assert.Equal([42], await client.ReadAsync(1));
    }

    [Theory]
    [InlineData(false, "accepts no more")]
    [InlineData(true, "failed (Too many open files")]
    public async Task Running_out_of_descriptors_keeps_who_is_there_and_ends_when_some_are_free_again(bool starve, string says)
    {
        await using var server = await ProbeProcess.StartAsync(descriptors: 256, starve);
        var first = await TestClient.ConnectAsync(server.Endpoint);
        await EchoAsync(first);

        // More than the process may have; the kernel keeps the rest in the backlog.
        var crowd = new List<Socket>();
        for (var i = 0; i < 300; i++)
            crowd.Add(await TestClient.ConnectAsync(server.Endpoint));
        await server.LineAsync(says);
        await EchoAsync(first);
        var waiting = crowd[^1];
        await waiting.SendAsync(new byte[] { 7 }).Soon();

        foreach (var client in crowd.Take(280))
            client.Dispose();

        Assert.Equal([7], await waiting.ReadAsync(1));
        using var late = await TestClient.ConnectAsync(server.Endpoint);
        await EchoAsync(late);
        await EchoAsync(first);
        crowd.ForEach(static client => client.Dispose());
        first.Dispose();
    }

    [Fact]
    public async Task An_idle_connection_costs_the_server_little()
    {
        const int Connections = 4000;
        await using var server = await ProbeProcess.StartAsync(descriptors: 20_000);
        var clients = new List<Socket>();

        async Task ConnectAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                clients.Add(await TestClient.ConnectAsync(server.Endpoint));
                await EchoAsync(clients[^1]);
            }
        }

        // The first ones pay for what is needed once.
        await ConnectAsync(200);
        var before = await server.WeighAsync();
        await ConnectAsync(Connections);
        var after = await server.WeighAsync();

        var heap = (double)(after.Heap - before.Heap) / Connections;
        var resident = (double)(after.Resident - before.Resident) / Connections;
        TestContext.Current.TestOutputHelper?.WriteLine($"{heap:N0} bytes of heap, {resident:N0} bytes resident per idle connection");
        Assert.InRange(heap, 100, 3000);
        Assert.InRange(resident, 100, 6000);
        clients.ForEach(static client => client.Dispose());
    }
}
