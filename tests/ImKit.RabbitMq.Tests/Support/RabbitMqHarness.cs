namespace ImKit.RabbitMq.Tests.Support;

/// <summary>The broker of an application of one test, on a server that no other test uses at the same time.</summary>
internal sealed class RabbitMqHarness(RabbitMqServer server) : RemoteBrokerHarness
{
    private readonly string _application = TestRabbitMq.NewApplication();
    private readonly List<RabbitMqBroker> _brokers = [];

    public override async ValueTask<IBroker> CreateAsync()
    {
        var broker = await TestRabbitMq.OpenAsync(_application, server);
        _brokers.Add(broker);
        return broker;
    }

    public override ValueTask CrashAsync(IBroker broker) => ((RabbitMqBroker)broker).DisposeAsync();

    public override async ValueTask CutAsync() => await server.ControlAsync("close_all_connections", "cut");

    public override async ValueTask StopAsync() => await server.KillAsync();

    public override async ValueTask StartAsync() => await server.StartAgainAsync();

    public override async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers)
            await broker.DisposeAsync();
        // For the next test, should this one have failed in between.
        await server.StartAgainAsync();
    }
}
