using Microsoft.Extensions.Hosting;

namespace ImKit.Redis.Internal;

/// <summary>Connects before anything else starts, so that a wrong Redis is a start error, and closes after all else has stopped.</summary>
internal sealed class RedisLifetime(RedisConnection connection) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => connection.OpenAsync(cancellationToken).AsTask();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => connection.DisposeAsync().AsTask();
}
