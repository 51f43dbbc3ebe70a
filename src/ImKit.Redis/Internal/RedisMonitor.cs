using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace ImKit.Redis.Internal;

/// <summary>Asks Redis's primary again and again whether it answers, so that calls need not find out one by one. Any thread.</summary>
internal sealed class RedisMonitor(RedisOptions options, RedisStatistics statistics, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private volatile bool _up;
    private long _downSince;
    private long _outages;

    public bool IsUp => _up;

    /// <summary>How often Redis has stopped answering.</summary>
    public long Outages => Volatile.Read(ref _outages);

    public void Start(IDatabase redis)
    {
        _up = true;
        _watching = WatchAsync(redis, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WatchAsync(IDatabase redis, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            if (await FailureAsync(redis, stop).ConfigureAwait(false) is { } reason)
                SetDown(reason);
            else
                SetUp();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a ping throws, Redis has not answered.")]
    private async ValueTask<string?> FailureAsync(IDatabase redis, CancellationToken stop)
    {
        // A replica that answers takes no writes, and nearly all that is asked needs some.
        var ping = redis.PingAsync(CommandFlags.DemandMaster);
        try
        {
            await ping.WaitAsync(options.Timeout, time, stop).ConfigureAwait(false);
            return null;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            _ = ping.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return RedisErrors.NameOf(RedisErrors.ReasonOf(error));
        }
    }

    private void SetDown(string reason)
    {
        if (!_up)
            return;
        _up = false;
        Interlocked.Increment(ref _outages);
        _downSince = time.GetTimestamp();
        statistics.CountOutage();
        RedisLog.Down(log, reason);
    }

    private void SetUp()
    {
        if (_up)
            return;
        _up = true;
        RedisLog.Up(log, time.GetElapsedTime(_downSince).TotalSeconds);
    }
}
