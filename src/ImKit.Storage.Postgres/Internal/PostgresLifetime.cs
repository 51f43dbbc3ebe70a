using Microsoft.Extensions.Hosting;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Opens the database before anything else starts, so that a wrong one is a start error, and closes it after all else has stopped.</summary>
internal sealed class PostgresLifetime(PostgresDatabase database) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => database.OpenAsync(cancellationToken).AsTask();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => database.DisposeAsync().AsTask();
}
