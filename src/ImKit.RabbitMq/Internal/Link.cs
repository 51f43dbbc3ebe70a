using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Internal;

/// <summary>A connection to RabbitMQ that comes back by itself, with what is done on it. Any thread.</summary>
/// <param name="settings">What all connections of this node share.</param>
/// <param name="purpose">What it is for, as a tag of a metric.</param>
/// <param name="begin">Begins on a new connection, and returns what ends with the reason when the connection is of no more use.</param>
internal sealed class Link(LinkSettings settings, string purpose, Func<IConnection, CancellationToken, Task<Task<string>>> begin) : IAsyncDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private IConnection? _connection;
    private Task _keeping = Task.CompletedTask;
    private volatile bool _up;

    public bool IsUp => _up;

    /// <summary>Connects for the first time.</summary>
    /// <exception cref="Storage.StorageException">That does not work.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the client throws, there is no connection.")]
    public async Task<IConnection> OpenAsync(CancellationToken cancel)
    {
        try
        {
            var ended = await ConnectAsync(cancel).ConfigureAwait(false);
            _up = true;
            _keeping = KeepAsync(ended, _stop.Token);
            return _connection!;
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            throw RabbitMqErrors.Unreachable(error, settings.Options.ConnectTimeout);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _up = false;
        await DropAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task KeepAsync(Task<string> ended, CancellationToken stop)
    {
        while (true)
        {
            var reason = await ended.WaitAsync(stop).ConfigureAwait(false);
            _up = false;
            var since = settings.Time.GetTimestamp();
            settings.Statistics.CountOutage(purpose);
            RabbitMqLog.Down(settings.Log, purpose, reason);
            ended = await ReconnectAsync(stop).ConfigureAwait(false);
            _up = true;
            RabbitMqLog.Up(settings.Log, purpose, settings.Time.GetElapsedTime(since).TotalSeconds);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the client throws, it is tried again.")]
    private async Task<Task<string>> ReconnectAsync(CancellationToken stop)
    {
        for (var pause = s_firstPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            await DropAsync().ConfigureAwait(false);
            try
            {
                return await ConnectAsync(stop).ConfigureAwait(false);
            }
            catch (Exception) when (!stop.IsCancellationRequested)
            {
                await Task.Delay(pause, settings.Time, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<Task<string>> ConnectAsync(CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(settings.Options.ConnectTimeout, settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var endpoints = RabbitMqSettings.Endpoints(settings.Options, settings.Factory);
        _connection = await settings.Factory.CreateConnectionAsync(endpoints, $"imkit-{settings.Options.Application}-{purpose}", either.Token).ConfigureAwait(false);
        return await begin(_connection, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is of no more use, whatever it says to that.")]
    private async Task DropAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        try
        {
            await connection.AbortAsync(s_goodbye).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A server that has gone cannot be told.
        }
    }
}

/// <summary>What all links of a node share. Immutable.</summary>
internal sealed record LinkSettings(RabbitMqOptions Options, ConnectionFactory Factory, RabbitMqStatistics Statistics, TimeProvider Time, ILogger Log);
