namespace ImKit.Transport.Tests;

public class StartTests
{
    [Fact]
    public async Task Port_0_gives_a_free_port_and_tells_which()
    {
        await using var server = await TestServer.StartAsync();

        Assert.NotEqual(0, server.Endpoint.Port);
        Assert.Equal(IPAddress.Loopback, server.Endpoint.Address);
    }

    [Fact]
    public async Task Several_endpoints_are_bound_in_their_order()
    {
        var transport = BareBuilder.NewTransport();
        var host = new TestHost();
        var bound = await transport.StartAsync(host, [new(new(IPAddress.Loopback, 0)), new(new(IPAddress.IPv6Loopback, 0))], CancellationToken.None);

        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], bound.Select(static endpoint => endpoint.Address));
        foreach (var endpoint in bound)
        {
            using var client = await TestClient.ConnectAsync(endpoint);
            await host.NextAsync();
        }

        await transport.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_address_in_use_fails_the_start_and_is_named()
    {
        await using var first = await TestServer.StartAsync();
        var second = BareBuilder.NewTransport();
        var host = new TestHost();

        var error = await Assert.ThrowsAsync<IOException>(() =>
            second.StartAsync(host, [new(new(IPAddress.Loopback, 0)), new(first.Endpoint)], CancellationToken.None).AsTask());

        Assert.Contains(first.Endpoint.ToString(), error.Message);
        Assert.Empty(host.Loops);
        await second.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task IPv6_any_serves_both_families_and_shows_IPv4_clients_as_IPv4()
    {
        await using var server = await TestServer.StartAsync(at: new IPEndPoint(IPAddress.IPv6Any, 0));

        using var four = await TestClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Endpoint.Port));
        Assert.Equal(four.LocalEndPoint, (await server.Host.NextAsync()).Connection.Remote);
        using var six = await TestClient.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, server.Endpoint.Port));
        Assert.Equal(six.LocalEndPoint, (await server.Host.NextAsync()).Connection.Remote);
    }

    [Fact]
    public async Task Without_endpoints_it_brings_no_loops()
    {
        var transport = BareBuilder.NewTransport();
        var host = new TestHost();

        Assert.Empty(await transport.StartAsync(host, [], CancellationToken.None));
        Assert.Empty(host.Loops);
        await transport.StopAcceptingAsync(CancellationToken.None);
        await transport.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_host_that_does_not_accept_gets_no_connections()
    {
        await using var server = await TestServer.StartAsync(new TestHost { Accepting = false });
        using var dropped = server.Counter(Telemetry.Dropped);
        using var client = await TestClient.ConnectAsync(server.Endpoint);

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Empty(server.Host.All);
        Assert.Equal(1, dropped.GetMeasurementSnapshot().Sum(static measurement => measurement.Value));
    }

    [Fact]
    public async Task Listening_sockets_survive_a_collection()
    {
        await using var server = await TestServer.StartEchoAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        using var client = await TestClient.ConnectAsync(server.Endpoint);
        await client.SendAsync(new byte[] { 1 }).Soon();
        Assert.Equal([1], await client.ReadAsync(1));
    }

    [Fact]
    public async Task Nothing_of_the_callers_context_reaches_the_loops()
    {
        var secret = new AsyncLocal<string?> { Value = "the caller's" };
        await using var server = await TestServer.StartAsync();
        secret.Value = null;

        string? seen = "unset";
        await server.Host.Loops.First().On(() => seen = secret.Value);
        Assert.Null(seen);
    }
}
