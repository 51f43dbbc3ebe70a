using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace ImKit.Kafka.Tests.Support;

/// <summary>The broker on the Kafka that <c>IMKIT_KAFKA</c> names, in place of the mock. <c>IMKIT_KAFKA_STOP</c> and <c>IMKIT_KAFKA_START</c> are the commands that
/// take it away and bring it back.</summary>
internal sealed class RealKafkaHarness(string servers) : RemoteBrokerHarness
{
    private readonly string _application = $"test-{Guid.NewGuid():N}";
    private readonly List<KafkaBroker> _brokers = [];

    public static string? Servers => Environment.GetEnvironmentVariable("IMKIT_KAFKA");

    public override async ValueTask<IBroker> CreateAsync()
    {
        var broker = new KafkaBroker(Options.Create(new KafkaOptions
        {
            BootstrapServers = servers, Application = _application, Timeout = TimeSpan.FromSeconds(10), ConnectTimeout = TimeSpan.FromSeconds(60),
        }));
        _brokers.Add(broker);
        await broker.OpenAsync(TestContext.Current.CancellationToken);
        return broker;
    }

    public override ValueTask CrashAsync(IBroker broker) => ((KafkaBroker)broker).DisposeAsync();

    public override async ValueTask CutAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public override ValueTask StopAsync() => RunAsync("IMKIT_KAFKA_STOP");

    public override ValueTask StartAsync() => RunAsync("IMKIT_KAFKA_START");

    public override async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers)
            await broker.DisposeAsync();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).Build();
        await admin.DeleteTopicsAsync([$"imkit.{_application}", $"imkit.{_application}.aside"]);
    }

    private static async ValueTask RunAsync(string name)
    {
        var command = Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
        using var process = Process.Start("/bin/sh", ["-c", command]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
