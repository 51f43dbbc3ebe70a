using Microsoft.Extensions.Hosting;

namespace ImKit.Kafka.Internal;

/// <summary>Connects before anything else starts, so that a wrong Kafka, or one without the topics, is a start error, and closes after all else has stopped.</summary>
internal sealed class KafkaLifetime(KafkaBroker broker) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => broker.OpenAsync(cancellationToken).AsTask();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => broker.DisposeAsync().AsTask();
}
