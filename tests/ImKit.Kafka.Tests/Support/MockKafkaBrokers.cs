using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Kafka.Tests.Support;

internal static class MockKafkaBrokers
{
    /// <summary>The broker as one node has it, without a host.</summary>
    public static async Task<KafkaBroker> OpenAsync(
        this MockKafka kafka, string application, Action<KafkaOptions>? configure = null, ILogger<KafkaBroker>? log = null, System.Diagnostics.Metrics.IMeterFactory? meters = null)
    {
        var options = new KafkaOptions
        {
            BootstrapServers = kafka.Servers,
            Application = application,
            // A busy machine is no failure.
            Timeout = TimeSpan.FromSeconds(10),
            ConnectTimeout = TimeSpan.FromSeconds(30),
        };
        configure?.Invoke(options);
        var broker = new KafkaBroker(Options.Create(options), log: log, meters: meters);
        try
        {
            await broker.OpenAsync(TestContext.Current.CancellationToken);
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }
}
