using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImKit.Channels;
using ImKit.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>Real servers, Redis and clients: a third node joins, and clients move to it while they talk.</summary>
public sealed class RebalanceTests
{
    [Fact]
    public async Task Clients_move_to_a_node_that_joins_and_no_message_is_lost()
    {
        const int People = 40;
        await using var redis = await RedisServer.StartAsync();
        await using var stores = ClusterNode.NewStores();
        await using var one = await StartAsync(redis, stores, 1);
        await using var two = await StartAsync(redis, stores, 2);
        var moves = new ConcurrentQueue<ConnectionChange>();
        var clients = new List<ImKitClient>();
        try
        {
            for (var i = 0; i < People; i++)
                clients.Add(await ConnectAsync(one, $"person-{i}", moves));
            Assert.Equal(People, Held(one) + Held(two));

            var got = new ConcurrentQueue<string>();
            clients[1].Applied += applied =>
            {
                foreach (var entry in applied.Entries)
                    got.Enqueue(entry.Body.Text);
            };
            await using var three = await StartAsync(redis, stores, 3);
            var sent = 0;
            await Until.HoldsAsync(
                async () =>
                {
                    await clients[0].SendAsync(ClientMessage.ToPeer("person-1", ClientBody.OfText($"{sent++}"))).WaitAsync(Until.Limit);
                    return Held(three) >= 8 && Held(one) + Held(two) + Held(three) == People;
                },
                "the third node holds its part");

            Assert.All(moves.Where(static change => change.Code != 0), static change => Assert.Equal(CloseReason.Move.Code, change.Code));
            await Until.HoldsAsync(() => got.Count >= sent, "every message has come");
            Assert.Equal(Enumerable.Range(0, sent).Select(static i => $"{i}"), got);
        }
        finally
        {
            foreach (var client in clients)
                await client.DisposeAsync();
        }
    }

    private static int Held(ClusterNode node) => node.Services.GetRequiredService<ChannelRegistry>().Count;

    private static async Task<ClusterNode> StartAsync(RedisServer redis, ServiceProvider stores, int number)
    {
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        return await ClusterNode.StartAsync(
            redis, $"node-{number}", number, stores,
            options =>
            {
                options.Node.Endpoints.Add(new Uri(string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{port}")));
                options.Node.Lease = TimeSpan.FromSeconds(6);
                (options.Rebalance.Enabled, options.Rebalance.PerSecond) = (true, 10);
                (options.Rebalance.Interval, options.Rebalance.MaxRetryAfter) = (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(1));
            }, port: port);
    }

    private static async Task<ImKitClient> ConnectAsync(ClusterNode node, string user, ConcurrentQueue<ConnectionChange> moves)
    {
        var registry = node.Services.GetRequiredService<INodeRegistry>();
        var client = new ImKitClient(new ImKitClientOptions
        {
            Token = (_, _) => new(ClientToken.OfText(ClusterNode.Token(user))),
            FindEndpoints = async cancel => [.. NodeChoice.Order(await registry.ListAsync(cancel), user).Select(static one => new Uri(one.Endpoints))],
        });
        client.ConnectionChanged += change =>
        {
            if (change.State == ClientConnectionState.Waiting)
                moves.Enqueue(change);
        };
        await client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit);
        return client;
    }
}
