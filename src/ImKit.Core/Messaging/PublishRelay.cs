using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Storage;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Sends what hosts publish in transactions of their own, on one node at a time. Any thread.</summary>
/// <remarks>A conversation's messages are sent one after the other, in the order of their rows, each after the one before is committed or refused for good; that
/// alone keeps the order, also if two nodes should do it at once. Other conversations go on meanwhile.</remarks>
internal sealed partial class PublishRelay(
    PublishSender sender, StoreCalls calls, NodeIdentity node, PublishMetrics metrics, TimeProvider time, ImKitOptions options, ILogger<PublishRelay> logger,
    IPublishSource? source = null) : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);
    private readonly PublishOptions _options = options.Publish;
    private readonly PublishWaits _waits = new(time);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private bool _held;
    private int _failures;

    private SectionHolder Me => new(node.Id, node.BootId);

    public void Start()
    {
        if (source is not null && _options.Relay)
            _running = RunAsync(source);
    }

    /// <summary>Finishes what is being sent, and lets another node go on.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        // What waits for it is only the loop; CancelAsync would take it to the thread pool, out of a simulation.
        _stop.Cancel();
        await _running.WaitAsync(deadline).ConfigureAwait(false);
        if (source is not null && _held)
            await ReleaseAsync(source, deadline).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();

    [SuppressMessage("Design", "CA1031", Justification = "The next round tries again.")]
    private async Task RunAsync(IPublishSource from)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(from).ConfigureAwait(false);
                _failures = 0;
            }
            catch (Exception error)
            {
                if (!_stop.IsCancellationRequested)
                    await PauseAsync(error).ConfigureAwait(false);
            }
        }
    }

    private ValueTask PauseAsync(Exception error)
    {
        var wait = PublishWaits.After(++_failures);
        metrics.Retried(0);
        LogFailed(wait.TotalMilliseconds, error);
        return DelayAsync(wait);
    }

    private async ValueTask RoundAsync(IPublishSource from)
    {
        var except = _waits.Waiting();
        if (except.Length >= PublishWaits.Capacity)
        {
            await DelayAsync(_waits.UntilNext ?? ShortestWait).ConfigureAwait(false);
            return;
        }

        var page = await calls.RunAsync(
            (passed, token) => from.ReadAsync(Me, _options.Lease, passed, _options.BatchSize, token), except, _stop.Token).ConfigureAwait(false);
        Note(page.Held);
        if (!page.Held)
            await DelayAsync(page.Remaining > ShortestWait ? page.Remaining : ShortestWait).ConfigureAwait(false);
        else if (page.Rows.Count == 0)
            await from.WaitAsync(_waits.UntilNext is { } next && next < _options.PollInterval ? next : _options.PollInterval, _stop.Token).ConfigureAwait(false);
        else
            await SettleAsync(from, await SendAsync(page.Rows).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private void Note(bool held)
    {
        if (held == _held)
            return;
        _held = held;
        if (held)
        {
            LogTaken();
            return;
        }

        _waits.Clear();
        LogLost();
    }

    private async ValueTask<PublishRun[]> SendAsync(IReadOnlyList<PublishRow> rows)
    {
        var began = time.GetTimestamp();
        var runs = rows.GroupBy(static row => row.Conversation).Select(static rows => new PublishRun(rows.Key, [.. rows])).ToArray();
        await Task.WhenAll(runs.Select(run => SendRunAsync(run, began))).ConfigureAwait(false);
        return runs;
    }

    private async Task SendRunAsync(PublishRun run, long began)
    {
        foreach (var row in run.Rows)
        {
            // The rest is read again, under a lease that still holds.
            if (_stop.IsCancellationRequested || time.GetElapsedTime(began) > _options.Lease / 2)
                return;
            var ack = await TrySendAsync(row).ConfigureAwait(false);
            if (ack.Ok)
            {
                metrics.Sent(ack.Value.Duplicate, row.Age + time.GetElapsedTime(began));
                run.Sent.Add(row.Id);
            }
            else if (ack.Error.Temporary && !IsHopeless(row, ack.Error))
            {
                run.Failed = (row, ack.Error);
                return;
            }
            else
            {
                run.Refused.Add((row, ack.Error));
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One message's failure must not stop those of other conversations.")]
    private async ValueTask<Result<SendAck>> TrySendAsync(PublishRow row)
    {
        try
        {
            return await sender.SendAsync(row).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFault(row.Id, error);
            return ImError.Internal;
        }
    }

    // Read by several runs at once; written only when all have ended.
    private bool IsHopeless(PublishRow row, ImError error) =>
        error == ImError.Internal && _waits.TriesOf(row.Conversation, row.Id) + 1 >= _options.MaxAttempts;

    private async ValueTask SettleAsync(IPublishSource from, PublishRun[] runs)
    {
        foreach (var run in runs)
        {
            if (run.Failed is not var (row, error))
            {
                _waits.Clear(run.Conversation);
                continue;
            }

            metrics.Retried(error.Code);
            LogRetry(row.Id, row.Conversation.Id, _waits.Fail(run.Conversation, row.Id), error.Code, error.Message);
        }

        long[] sent = [.. runs.SelectMany(static run => run.Sent)];
        PublishRefusal[] refused = [.. runs.SelectMany(static run => run.Refused).Select(static one => new PublishRefusal(one.Row.Id, one.Error.Code, one.Error.Message))];
        if (sent.Length + refused.Length == 0)
            return;
        // Also when the server stops: what is sent and not removed would be sent again by the next, and found to be a duplicate.
        var dropped = await calls.RunAsync((what, token) => from.SettleAsync(Me, what.sent, what.refused, token), (sent, refused), CancellationToken.None).ConfigureAwait(false);
        foreach (var (row, error) in runs.SelectMany(static run => run.Refused))
        {
            metrics.Refused(error.Code);
            LogRefused(row.Id, row.Sender, row.Conversation.Id, error.Code, error.Message);
        }

        if (dropped == 0)
            return;
        metrics.Dropped(dropped);
        LogDropped(dropped);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A lease that cannot be given back ends by itself.")]
    private async ValueTask ReleaseAsync(IPublishSource from, CancellationToken deadline)
    {
        try
        {
            await calls.RunAsync(
                async (me, token) =>
                {
                    await from.ReleaseAsync(me, token).ConfigureAwait(false);
                    return true;
                },
                Me,
                deadline).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogNotReleased(error);
        }
    }

    // The loop looks itself whether it shall end.
    private async ValueTask DelayAsync(TimeSpan wait) => await Task.Delay(wait, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
