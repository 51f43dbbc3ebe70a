using Microsoft.Extensions.Hosting;

namespace ImKit.RabbitMq.Internal;

/// <summary>Connects before anything else starts, so that a wrong RabbitMQ is a start error, and closes after all else has stopped.</summary>
internal sealed class RabbitMqLifetime(RabbitMqBroker broker) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => broker.OpenAsync(cancellationToken).AsTask();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => broker.DisposeAsync().AsTask();
}
