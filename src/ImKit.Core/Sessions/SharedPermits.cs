using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>Makes rates hold over all nodes: tells once a second what was taken here, and takes off what was taken elsewhere. Gives up buckets that are full. One worker, never a loop.</summary>
/// <remarks>Nobody waits for it: a request is decided by what its node knows. While others cannot be told, each node allows what it would alone.</remarks>
internal sealed partial class SharedPermits(
    ImKitOptions options, IPermitExchange exchange, RequestRates rates, ImKitMetrics metrics, TimeProvider time, ILogger<SharedPermits> logger) : IDisposable
{
    private const int NotesAtOnce = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private double _swept;
    private bool _failing;

    private bool IsShared => options.Rates.OverAllNodes && exchange is not InProcessPermits { IsShared: false };

    public void Start()
    {
        if (options.Roles.HasFlag(NodeRoles.Access) && rates.Rules.Count > 0)
            _running = RunAsync(_stop.Token);
    }

    public async Task StopAsync()
    {
        // As with bans: nothing but the next exchange waits for it.
        _stop.Cancel();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            rates.Share(IsShared);
            await TryExchangeAsync(stop).ConfigureAwait(false);
            Sweep();
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    private void Sweep()
    {
        if (rates.Now - _swept < PermitPace.Patience)
            return;
        _swept = rates.Now;
        foreach (var rule in rates.Rules)
            rule.Sweep(_swept);
    }

    [SuppressMessage("Design", "CA1031", Justification = "This node's own buckets hold whatever others say, and it is tried again.")]
    private async Task TryExchangeAsync(CancellationToken stop)
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.Node.PushTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            var told = false;
            foreach (var rule in rates.Rules)
            {
                while (await ExchangeAsync(rule, either.Token).ConfigureAwait(false) is var count and > 0)
                {
                    told = true;
                    if (count < NotesAtOnce)
                        break;
                }
            }

            if (_failing && told)
            {
                LogShared(logger);
                _failing = false;
            }
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            metrics.PermitExchangeFailed();
            if (!_failing)
                LogFailed(logger, error);
            _failing = true;
        }
    }

    /// <returns>How many were told.</returns>
    private async ValueTask<int> ExchangeAsync(PermitRule rule, CancellationToken cancel)
    {
        // What could not be told is not told again: it may have been counted.
        var told = rule.TakeUntold(NotesAtOnce);
        if (told.Count == 0)
            return 0;
        var asked = exchange.ExchangeAsync(rule.Name, [.. told.Select(static one => one.Note)], rule.Terms, cancel);
        var left = asked.IsCompletedSuccessfully ? asked.Result : await asked.AsTask().OrGiveUpAsync(cancel).ConfigureAwait(false);
        var now = rates.Now;
        for (var i = 0; i < told.Count; i++)
        {
            if (told[i].Bucket.Lower(left[i], now))
                metrics.PermitsLowered(rule.Rule.Name);
        }

        return told.Count;
    }

    [LoggerMessage(2087, LogLevel.Warning, "Rates cannot be shared with other nodes: each node counts alone until it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(2088, LogLevel.Information, "Rates are shared with other nodes again.")]
    private static partial void LogShared(ILogger logger);
}
