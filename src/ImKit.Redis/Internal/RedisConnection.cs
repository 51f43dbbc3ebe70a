using System.Diagnostics.Metrics;
using ImKit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ImKit.Redis.Internal;

/// <summary>The way to Redis that all of a node's calls share. Any thread.</summary>
/// <remarks>Every call has a deadline. While the monitor finds that Redis does not answer, calls fail at once: nothing waits for an outage to end.</remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly ConfigurationOptions _settings;
    private readonly RedisMonitor _monitor;
    private ConnectionMultiplexer? _redis;
    private int _pending;
    private int _disposed;

    public RedisConnection(IOptions<RedisOptions> options, TimeProvider? time = null, ILogger<RedisConnection>? log = null, IMeterFactory? meters = null)
    {
        Options = options.Value;
        _time = time ?? TimeProvider.System;
        Log = log ?? NullLogger<RedisConnection>.Instance;
        Keys = new RedisKeys(Options.Application);
        Statistics = new RedisStatistics(meters);
        _settings = RedisSettings.Create(Options);
        _monitor = new RedisMonitor(Options, Statistics, _time, Log);
    }

    public RedisOptions Options { get; }

    public RedisKeys Keys { get; }

    public RedisStatistics Statistics { get; }

    public ILogger Log { get; }

    public TimeProvider Time => _time;

    /// <summary>Whether Redis answered lately.</summary>
    public bool IsUp => _monitor.IsUp && Volatile.Read(ref _disposed) == 0;

    /// <summary>How often it stopped answering.</summary>
    public long Outages => _monitor.Outages;

    /// <summary>Whether it has been closed for good.</summary>
    public bool IsClosed => Volatile.Read(ref _disposed) != 0;

    public ISubscriber Subscriber => (_redis ?? throw new StorageException("Redis: not connected; the host has not started.")).GetSubscriber();

    /// <summary>Connects.</summary>
    /// <exception cref="StorageException">Redis cannot be reached, or is too old.</exception>
    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        if (_redis is not null)
            return;
        var (redis, version) = await ConnectAsync(cancel).ConfigureAwait(false);
        if (RedisSettings.IsExposed(_settings))
            RedisLog.NotEncrypted(Log);
        RedisLog.Opened(Log, version.ToString(), Options.Application, _settings.Ssl);
        _monitor.Start(redis.GetDatabase());
    }

    /// <summary>Asks Redis.</summary>
    /// <param name="kind">What for.</param>
    /// <param name="call">Sends commands, and returns when they are answered.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">No answer, or an error; what was sent may be done or not.</exception>
    public async ValueTask<T> CallAsync<T>(CallKind kind, Func<IDatabase, Task<T>> call, CancellationToken cancel)
    {
        if (_redis is not { } redis || !IsUp)
            throw Refuse(kind, FailureReason.Down, IsClosed ? "Redis: the connection is closed." : "Redis: it does not answer.");
        if (Interlocked.Increment(ref _pending) > Options.MaxPendingCalls)
        {
            Interlocked.Decrement(ref _pending);
            throw Refuse(kind, FailureReason.Full, $"Redis: {Options.MaxPendingCalls} calls wait for an answer.");
        }

        Task<T>? task = null;
        try
        {
            task = call(redis.GetDatabase());
            var result = await task.WaitAsync(Options.Timeout, _time, cancel).ConfigureAwait(false);
            Statistics.CountCall(kind);
            return result;
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            var reason = RedisErrors.ReasonOf(error);
            Statistics.CountFailed(kind, reason);
            throw RedisErrors.Describe(error, reason);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
            Observe(task);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _monitor.DisposeAsync().ConfigureAwait(false);
        if (_redis is null)
            return;
        // What is under way has its own deadline; the server is told nothing that it would have to be waited for.
        await _redis.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
        await _redis.DisposeAsync().ConfigureAwait(false);
        RedisLog.Closed(Log);
    }

    private async ValueTask<(ConnectionMultiplexer Redis, Version Version)> ConnectAsync(CancellationToken cancel)
    {
        ConnectionMultiplexer redis;
        try
        {
            // Answers within ConnectTimeout whether or not there is a Redis, and goes on trying: so it is there to be closed.
            redis = await ConnectionMultiplexer.ConnectAsync(_settings).ConfigureAwait(false);
            _redis = redis;
            await redis.GetDatabase().PingAsync().WaitAsync(Options.ConnectTimeout, _time, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new StorageException($"Redis cannot be reached within {Options.ConnectTimeout}. Is RedisOptions.ConnectionString right, and is Redis running?", error);
        }

        var version = redis.GetServers().Where(static server => server.IsConnected).Select(static server => server.Version).Min() ?? new Version();
        return version >= new Version(6, 2) ? (redis, version) : throw new StorageException($"Redis is {version}; ImKit.Redis needs 6.2 or later.");
    }

    private StorageException Refuse(CallKind kind, FailureReason reason, string message)
    {
        Statistics.CountFailed(kind, reason);
        return new StorageException(message);
    }

    // A call that was given up ends later, with an error that nobody waits for.
    private static void Observe(Task? task)
    {
        if (task is { IsCompleted: false })
            _ = task.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
