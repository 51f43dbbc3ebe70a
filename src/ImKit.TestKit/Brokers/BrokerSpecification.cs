using System.Text;
using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>What every <see cref="IBroker"/> keeps.</summary>
public abstract partial class BrokerSpecification : IAsyncLifetime
{
    private BrokerHarness? _harness;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected BrokerHarness Harness => _harness ?? throw new InvalidOperationException("InitializeAsync has not run.");

    /// <summary>Makes the harness of one test.</summary>
    protected abstract ValueTask<BrokerHarness> CreateAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _harness = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_harness is not null)
            await _harness.DisposeAsync();
    }

    [Fact]
    public async Task What_is_published_under_one_key_arrives_in_its_order()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        string[] texts = [.. Enumerable.Range(0, 2000).Select(i => $"{i}")];
        foreach (var text in texts)
            await PublishAsync(broker, node, "key", text);
        await received.UntilAsync(texts[^1]);
        Assert.Equal(texts, received.Texts.Distinct());
    }

    [Fact]
    public async Task Many_keys_at_once_keep_each_its_order()
    {
        var (node, received) = (Node(), new Received());
        IBroker[] brokers = [await Harness.CreateAsync(), await Harness.CreateAsync()];
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async key =>
        {
            for (var i = 0; i < 40; i++)
                await PublishAsync(brokers[key % 2], node, $"key {key}", $"{key}:{i}");
        }));
        await received.UntilAsync(texts => texts.Distinct().Count() == 60 * 40, "all messages of all keys");
        foreach (var key in received.Texts.Distinct().GroupBy(text => text.Split(':')[0]))
            Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{key.Key}:{i}"), key);
    }

    [Fact]
    public async Task A_receiver_gets_one_message_of_a_key_after_the_other()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        var (inside, overlaps) = (new int[8], 0);
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, async (payload, cancel) =>
        {
            var key = payload.Span[0] - '0';
            if (Interlocked.Increment(ref inside[key]) > 1)
                Interlocked.Increment(ref overlaps);
            await Task.Yield();
            Interlocked.Decrement(ref inside[key]);
            await received.ReceiveAsync(payload, cancel);
        }, Cancel);
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => PublishAsync(broker, node, $"{i % 8}", $"{i % 8}:{i}")));
        await received.UntilAsync(texts => texts.Distinct().Count() == 400, "all messages");
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task A_message_of_a_mebibyte_and_an_empty_one_arrive_whole()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        var big = new byte[1024 * 1024];
        new Random(1).NextBytes(big);
        for (var i = 0; i < 5; i++)
            await broker.PublishAsync(node, "big", big, Cancel);
        await broker.PublishAsync(node, "big", default, Cancel);
        await PublishAsync(broker, node, "big", "end");
        await received.UntilAsync("end");
        var sizes = received.Messages.Select(message => message.Length).ToArray();
        Assert.Contains(0, sizes);
        Assert.InRange(sizes.Count(size => size == big.Length), 5, int.MaxValue);
        Assert.All(received.Messages.Where(message => message.Length > 3), message => Assert.True(big.AsSpan().SequenceEqual(message)));
    }

    [Fact]
    public async Task A_key_may_be_any_text()
    {
        var (broker, node, received) = (await Harness.CreateAsync(), Node(), new Received());
        await using var subscription = await (await Harness.CreateAsync()).SubscribeAsync(node, received.ReceiveAsync, Cancel);
        string[] keys = ["", " ", "{a}", "a.b.*.>#", "live://1", "\r\n\0", "%25/\\\"'", "\U0001F600", new string('k', 512)];
        for (var i = 0; i < keys.Length; i++)
            await PublishAsync(broker, node, keys[i], $"{i}");
        await received.UntilAsync(texts => texts.Distinct().Count() == keys.Length, "a message under each key");
    }

    private protected static NodeId Node(string name = "n") => new($"{name}-{{:}}.*-{Names.Unique()}");

    private protected static Task PublishAsync(IBroker broker, NodeId node, string key, string text) =>
        broker.PublishAsync(node, key, Encoding.UTF8.GetBytes(text), Cancel).AsTask();
}
