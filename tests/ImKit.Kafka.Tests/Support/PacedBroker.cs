namespace ImKit.Kafka.Tests.Support;

/// <summary>A broker whose largest messages wait until the earlier ones of them are received: the mock deletes what is beyond 5 MiB of a partition, read or not, and
/// it takes messages faster than it gives them out.</summary>
internal sealed class PacedBroker(KafkaBroker inner, PacedBroker.Pace pace) : IBroker
{
    public KafkaBroker Inner => inner;

    public async ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (payload.Length == KafkaBroker.MaxPayload)
        {
            await Until.HoldsAsync(() => pace.UnderWay < 2, "earlier messages of a mebibyte are received");
            pace.Add(1);
        }

        await inner.PublishAsync(target, key, payload, cancel);
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel) => inner.SubscribeAsync(
        node,
        async (payload, stop) =>
        {
            await receiver(payload, stop);
            if (payload.Length == KafkaBroker.MaxPayload)
                pace.Add(-1);
        },
        cancel);

    /// <summary>Messages of a mebibyte that are under way between the brokers of one test. Any thread.</summary>
    internal sealed class Pace
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        public void Add(int messages) => Interlocked.Add(ref _underWay, messages);
    }
}
