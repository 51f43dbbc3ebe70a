using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

[assembly: AssemblyFixture(typeof(ImKit.RabbitMq.Tests.Support.TestRabbitMq))]

namespace ImKit.RabbitMq.Tests.Support;

/// <summary>The server of all tests that do not disturb it.</summary>
public sealed class TestRabbitMq : IAsyncLifetime
{
    private static RabbitMqServer? s_server;
    private static int s_lastApplication;

    internal static RabbitMqServer Server => s_server ?? throw new InvalidOperationException("The fixture has not run.");

    /// <summary>The name of an application that nobody else has.</summary>
    internal static string NewApplication() => $"test-{Interlocked.Increment(ref s_lastApplication)}";

    /// <summary>The broker as one node has it, without a host.</summary>
    internal static async Task<RabbitMqBroker> OpenAsync(
        string application, RabbitMqServer? server = null, Action<RabbitMqOptions>? configure = null, ILogger<RabbitMqBroker>? log = null, IMeterFactory? meters = null)
    {
        var options = new RabbitMqOptions
        {
            ConnectionString = (server ?? Server).ConnectionString,
            Application = application,
            // A busy machine is no failure.
            Timeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            Heartbeat = TimeSpan.FromMinutes(5),
        };
        configure?.Invoke(options);
        var broker = new RabbitMqBroker(Options.Create(options), log: log, meters: meters);
        await broker.OpenAsync(TestContext.Current.CancellationToken);
        return broker;
    }

    public async ValueTask InitializeAsync() => s_server = await RabbitMqServer.StartAsync();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
