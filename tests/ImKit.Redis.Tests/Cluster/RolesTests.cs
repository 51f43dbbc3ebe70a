using System.Collections.Concurrent;
using ImKit.Channels;
using ImKit.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>An access node and business nodes as servers of their own, over one Redis.</summary>
public sealed class RolesTests
{
    [Fact]
    public async Task Connections_stay_while_business_nodes_are_started_anew_and_every_message_arrives_once_and_in_order()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var stores = ClusterNode.NewStores();
        await using var access = await StartAsync(redis, stores, 1, NodeRoles.Access);
        var business = await StartAsync(redis, stores, 2, NodeRoles.Business | NodeRoles.Dispatch);
        var ends = new ConcurrentQueue<ConnectionChange>();
        await using var anna = await ConnectAsync(access, "anna", ends);
        await using var ben = await ConnectAsync(access, "ben", ends);
        var got = new ConcurrentQueue<string>();
        ben.Applied += applied =>
        {
            foreach (var entry in applied.Entries)
                got.Enqueue(entry.Body.Text);
        };
        var sent = new List<Task<ClientAck>>();
        try
        {
            for (var restart = 0; restart < 3; restart++)
            {
                for (var i = 0; i < 10; i++)
                    sent.Add(await anna.EnqueueAsync(ClientMessage.ToPeer("ben", ClientBody.OfText($"{sent.Count}"))));
                if (restart == 0)
                    await Task.WhenAll(sent).WaitAsync(Until.Limit);
                await business.DisposeAsync();
                sent.Add(await anna.EnqueueAsync(ClientMessage.ToPeer("ben", ClientBody.OfText($"{sent.Count}"))));
                business = await StartAsync(redis, stores, 2, NodeRoles.Business | NodeRoles.Dispatch);
            }

            var acks = await Task.WhenAll(sent).WaitAsync(Until.Limit);
            Assert.Equal(Enumerable.Range(1, sent.Count).Select(static seq => (long)seq), acks.Select(static ack => ack.Seq));
            await Until.HoldsAsync(() => got.Count >= sent.Count, "every message has come");
            Assert.Equal(Enumerable.Range(0, sent.Count).Select(static i => $"{i}"), got);
            Assert.Empty(ends);
            Assert.Equal(2, access.Services.GetRequiredService<ChannelRegistry>().Count);
        }
        finally
        {
            await business.DisposeAsync();
        }
    }

    private static Task<ClusterNode> StartAsync(RedisServer redis, ServiceProvider stores, int number, NodeRoles roles) =>
        ClusterNode.StartAsync(redis, $"node-{number}", number, stores, options => options.Roles = roles);

    private static async Task<ImKitClient> ConnectAsync(ClusterNode node, string user, ConcurrentQueue<ConnectionChange> ends)
    {
        var options = new ImKitClientOptions { Token = (_, _) => new(ClientToken.OfText(ClusterNode.Token(user))) };
        options.Endpoints.Add(new Uri($"tcp://{node.Address}"));
        var client = new ImKitClient(options);
        client.ConnectionChanged += change =>
        {
            if (change.State is ClientConnectionState.Waiting or ClientConnectionState.Refused)
                ends.Enqueue(change);
        };
        await client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit);
        return client;
    }
}
