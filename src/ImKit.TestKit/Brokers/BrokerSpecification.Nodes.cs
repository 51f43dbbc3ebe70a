using System.Text;
using ImKit.Nodes;

namespace ImKit.TestKit;

public abstract partial class BrokerSpecification
{
    [Fact]
    public async Task Each_of_many_nodes_hears_what_is_for_it_and_nothing_else()
    {
        var nodes = new List<(IBroker Broker, NodeId Id, Received Received, IAsyncDisposable Subscription)>();
        for (var i = 0; i < 5; i++)
        {
            var (broker, id, received) = (await Harness.CreateAsync(), Node($"node{i}"), new Received());
            nodes.Add((broker, id, received, await broker.SubscribeAsync(id, received.ReceiveAsync, Cancel)));
        }

        await Task.WhenAll(nodes.Select(async (from, i) =>
        {
            for (var round = 0; round < 20; round++)
            {
                for (var j = 0; j < nodes.Count; j++)
                    await PublishAsync(from.Broker, nodes[j].Id, $"from {i}", $"{i}>{j}:{round}");
            }
        }));
        for (var j = 0; j < nodes.Count; j++)
        {
            string[] expected = [.. from i in Enumerable.Range(0, 5) from round in Enumerable.Range(0, 20) select $"{i}>{j}:{round}"];
            await nodes[j].Received.UntilAsync(texts => texts.Distinct().Count() >= expected.Length, $"all messages for node {j}");
            Assert.Equal(expected.Order(), nodes[j].Received.Texts.Distinct().Order());
            await nodes[j].Subscription.DisposeAsync();
        }
    }

    [Fact]
    public async Task Publishing_to_a_node_that_is_not_there_is_no_error()
    {
        var (broker, there, absent, received) = (await Harness.CreateAsync(), Node(), Node(), new Received());
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(there, received.ReceiveAsync, Cancel);
        for (var i = 0; i < 100; i++)
            await PublishAsync(broker, absent, "key", "nobody");
        await PublishAsync(broker, there, "key", "somebody");
        await received.UntilAsync("somebody");
        Assert.DoesNotContain("nobody", received.Texts);
    }

    [Fact]
    public async Task A_subscription_that_has_ended_hears_nothing_and_the_next_one_of_the_node_does()
    {
        var (broker, own, node) = (await Harness.CreateAsync(), await Harness.CreateAsync(), Node());
        for (var round = 0; round < 5; round++)
        {
            var (gone, heard) = (new Received(), new Received());
            await (await own.SubscribeAsync(node, gone.ReceiveAsync, Cancel)).DisposeAsync();
            await using var subscription = await own.SubscribeAsync(node, heard.ReceiveAsync, Cancel);
            await PublishAsync(broker, node, "key", $"{round}");
            await heard.UntilAsync($"{round}");
            Assert.Empty(gone.Texts);
        }
    }

    [Fact]
    public async Task When_a_subscription_has_ended_its_receiver_is_at_no_message_any_more()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        var (inside, begun) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, async (payload, cancel) =>
        {
            Interlocked.Increment(ref inside);
            begun.TrySetResult();
            for (var i = 0; i < 1000; i++)
                await Task.Yield();
            Interlocked.Decrement(ref inside);
        }, Cancel);
        await PublishAsync(broker, node, "key", "at work");
        await begun.Task.WaitAsync(Received.Limit, Cancel);
        await subscription.DisposeAsync();
        Assert.Equal(0, Volatile.Read(ref inside));
    }

    [Fact]
    public async Task After_the_death_of_a_node_its_successor_gets_what_is_published_from_then_on_and_what_was_left_where_that_is_promised()
    {
        var (publisher, first, node) = (await Harness.CreateAsync(), await Harness.CreateAsync(), Node());
        var (stuck, received) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new Received());
        var (begun, never) = (new Received(), new TaskCompletionSource());
        await first.SubscribeAsync(node, async (payload, cancel) =>
        {
            await begun.ReceiveAsync(payload, cancel);
            if (Encoding.UTF8.GetString(payload.Span) != "2")
                return;
            stuck.TrySetResult();
            await never.Task;
        }, Cancel);
        for (var i = 0; i < 10; i++)
            await PublishAsync(publisher, node, "key", $"{i}");
        await stuck.Task.WaitAsync(Received.Limit, Cancel);
        await Harness.CrashAsync(first);

        await using var second = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        await PublishAsync(publisher, node, "key", "10");
        await received.UntilAsync("10");
        never.SetResult();
        var order = received.Texts.Distinct().Select(int.Parse).ToArray();
        Assert.Equal(order.Order(), order);
        if (Harness.Redelivers)
            Assert.Equal(Enumerable.Range(2, 9), order.Where(number => number >= 2));
    }

    [Fact]
    public async Task A_receiver_that_stands_still_fills_no_memory_and_goes_on_afterwards()
    {
        const int Count = 2000;
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, async (payload, cancel) =>
        {
            await open.Task;
            if (payload.Length < 100)
                await received.ReceiveAsync(payload, cancel);
        }, Cancel);
        var (big, before) = (new byte[64 * 1024], GC.GetTotalMemory(forceFullCollection: true));
        for (var i = 0; i < Count; i++)
            await broker.PublishAsync(node, "key", big, Cancel);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        open.SetResult();
        Assert.InRange(held, long.MinValue, (long)Count * big.Length / 2);
        await PublishAsync(broker, node, "key", "after");
        await received.UntilAsync("after");
    }
}
