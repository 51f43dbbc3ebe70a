namespace ImKit.Kafka.Tests.Support;

/// <summary>The broker on a mock cluster of one test.</summary>
internal sealed class KafkaHarness : RemoteBrokerHarness
{
    private readonly MockKafka _kafka = new();
    private readonly PacedBroker.Pace _pace = new();
    private readonly List<KafkaBroker> _brokers = [];

    public KafkaHarness() => _kafka.CreateTopics("brokers");

    public override async ValueTask<IBroker> CreateAsync()
    {
        var broker = await _kafka.OpenAsync("brokers");
        _brokers.Add(broker);
        return new PacedBroker(broker, _pace);
    }

    public override ValueTask CrashAsync(IBroker broker) => ((PacedBroker)broker).Inner.DisposeAsync();

    public override ValueTask CutAsync()
    {
        _kafka.SetDown();
        _kafka.SetUp();
        return default;
    }

    public override ValueTask StopAsync()
    {
        _kafka.SetDown();
        return default;
    }

    public override ValueTask StartAsync()
    {
        _kafka.SetUp();
        return default;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers)
            await broker.DisposeAsync();
        _kafka.Dispose();
    }
}
