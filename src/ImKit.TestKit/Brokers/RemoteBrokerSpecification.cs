using System.Text;
using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>What an <see cref="IBroker"/> with a server keeps besides, when the server or the way to it fails.</summary>
public abstract class RemoteBrokerSpecification : BrokerSpecification
{
    private RemoteBrokerHarness Remote => (RemoteBrokerHarness)Harness;

    [Fact]
    public async Task What_was_accepted_arrives_although_connections_are_cut()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        await PublishAsync(broker, node, "key", "begin");
        await received.UntilAsync("begin");
        var accepted = new List<string>();
        for (var i = 0; i < 600; i++)
        {
            if (i % 150 == 75)
                await Remote.CutAsync();
            await UntilAcceptedAsync(broker, node, $"{i}");
            accepted.Add($"{i}");
        }

        await received.UntilAsync(accepted[^1]);
        // What was given up with an unknown outcome and published again may come twice.
        Assert.Equal(accepted, received.Texts.Distinct().Where(text => text != "begin"));
    }

    [Fact]
    public async Task While_the_server_is_away_publishing_fails_and_does_not_wait_and_after_its_return_all_goes_on()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        for (var round = 0; round < 2; round++)
        {
            await PublishAsync(broker, node, "key", $"before {round}");
            await received.UntilAsync($"before {round}");
            await Remote.StopAsync();
            for (var i = 0; i < 20; i++)
                await Assert.ThrowsAnyAsync<Exception>(() => PublishAsync(broker, node, "key", "lost").WaitAsync(Received.Limit, CancellationToken.None));
            await Remote.StartAsync();
            // A server that has lost everything knows the receiver again only when that has come back.
            var number = 0;
            await UntilAsync(
                async () =>
                {
                    await UntilAcceptedAsync(broker, node, $"again {round} {number++}");
                    return received.Texts.Any(text => text.StartsWith($"again {round}", StringComparison.Ordinal));
                },
                "messages arrive again");
            await PublishAsync(broker, node, "key", $"after {round}");
            await received.UntilAsync($"after {round}");
        }
    }

    [Fact]
    public async Task A_subscription_can_be_ended_while_the_server_is_away()
    {
        var (broker, node) = (await Harness.CreateAsync(), Node());
        var subscription = await broker.SubscribeAsync(node, static (_, _) => default, Cancel);
        await Remote.StopAsync();
        await subscription.DisposeAsync().AsTask().WaitAsync(Received.Limit, Cancel);
        await Remote.StartAsync();
        var received = new Received();
        IAsyncDisposable? next = null;
        await UntilAsync(
            async () =>
            {
                next = await TryAsync(async () => await broker.SubscribeAsync(node, received.ReceiveAsync, Cancel));
                return next is not null;
            },
            "the node can subscribe again");
        await UntilAcceptedAsync(broker, node, "heard");
        await received.UntilAsync("heard");
        await next!.DisposeAsync();
    }

    private static Task UntilAcceptedAsync(IBroker broker, NodeId node, string text) => UntilAsync(
        async () => await TryAsync(async () =>
        {
            await broker.PublishAsync(node, "key", Encoding.UTF8.GetBytes(text), Cancel);
            return "accepted";
        }) is not null,
        $"{text} is accepted");

    private static async Task<T?> TryAsync<T>(Func<Task<T>> act)
        where T : class
    {
        try
        {
            return await act();
        }
        catch (Exception error) when (error is not OperationCanceledException || !Cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var deadline = new CancellationTokenSource(Received.Limit);
        while (!await holds().WaitAsync(Received.Limit, Cancel))
        {
            if (deadline.IsCancellationRequested)
                Assert.Fail($"Still not so after {Received.Limit.TotalSeconds} s: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), Cancel);
        }
    }
}
