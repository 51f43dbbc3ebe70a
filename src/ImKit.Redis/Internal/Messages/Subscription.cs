using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using ImKit.Storage;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Messages;

/// <summary>Receives for one node: reads what waits, handles it, and says so with the next read.</summary>
/// <remarks>No command blocks, because all calls of a node share connections: a publisher wakes an idle receiver by a channel, and a look now and then
/// finds what the channel lost. The position is kept here and not in a consumer group: it survives every loss of the connection, and a new boot begins anew.</remarks>
internal sealed class Subscription(
    RedisConnection connection, NodeId node, string begun, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver) : IAsyncDisposable
{
    private const int BatchBytes = 1024 * 1024;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly RedisChannel _channel = RedisChannel.Literal(connection.Keys.Wake(node));
    private string _base = begun;
    private long _handled;
    private bool _superseded;
    private Task _reading = Task.CompletedTask;

    public async ValueTask StartAsync()
    {
        await WithinTimeoutAsync(connection.Subscriber.SubscribeAsync(_channel, OnWake)).ConfigureAwait(false);
        _reading = ReadAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            if (!connection.IsClosed)
                await WithinTimeoutAsync(connection.Subscriber.UnsubscribeAsync(_channel, OnWake)).ConfigureAwait(false);
            await connection.CallAsync(
                CallKind.Receive, redis => MessageScripts.Unsubscribe.RunAsync(redis, RedisBroker.Keys(connection, node), _base), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // What is left ends by itself, a minute after the last read.
        }

        _stop.Dispose();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !connection.IsClosed)
        {
            if (await TryReadAsync(stop).ConfigureAwait(false) is { Count: > 0 } messages)
                await HandleAsync(messages, stop).ConfigureAwait(false);
            else
                await WhenWokenAsync(stop).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<WaitingMessage>?> TryReadAsync(CancellationToken stop)
    {
        try
        {
            var result = await connection.CallAsync(
                CallKind.Receive,
                redis => MessageScripts.Read.RunAsync(redis, RedisBroker.Keys(connection, node), _base, _handled, connection.Options.BatchSize, BatchBytes),
                stop).ConfigureAwait(false);
            return Take(Waiting.Parse(result));
        }
        catch (StorageException)
        {
            // Counted by the connection; what was read and not received stands there still.
            return null;
        }
    }

    private IReadOnlyList<WaitingMessage>? Take(Waiting? waiting)
    {
        if (waiting is null)
        {
            if (!_superseded)
                RedisLog.Superseded(connection.Log, node);
            _superseded = true;
            return null;
        }

        _superseded = false;
        if (waiting.Base != _base)
        {
            RedisLog.Forgotten(connection.Log, node);
            (_base, _handled) = (waiting.Base, 0);
        }

        var missed = waiting.Messages.Count == 0 ? 0 : waiting.Messages[0].Number - _handled - 1;
        if (missed > 0)
        {
            connection.Statistics.CountLost(missed);
            RedisLog.MessagesLost(connection.Log, missed, node);
        }

        return waiting.Messages;
    }

    /// <summary>Handles a batch: the messages of one key in their order, those of different keys beside each other.</summary>
    private async ValueTask HandleAsync(IReadOnlyList<WaitingMessage> messages, CancellationToken stop)
    {
        await Task.WhenAll(messages.GroupBy(static message => message.Lane).Select(lane => HandleLaneAsync(lane, stop))).ConfigureAwait(false);
        if (!stop.IsCancellationRequested)
            _handled = messages[^1].Number;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A receiver that breaks its promise must not stop the messages behind.")]
    private async Task HandleLaneAsync(IEnumerable<WaitingMessage> lane, CancellationToken stop)
    {
        foreach (var message in lane)
        {
            if (stop.IsCancellationRequested)
                return;
            try
            {
                await receiver(message.Payload, stop).ConfigureAwait(false);
                connection.Statistics.CountReceived();
            }
            catch (Exception error)
            {
                RedisLog.ReceiverFailed(connection.Log, node, error);
            }
        }
    }

    private async ValueTask WhenWokenAsync(CancellationToken stop)
    {
        using var poll = new CancellationTokenSource(connection.Options.PollInterval, connection.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, stop);
        try
        {
            await _wake.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time to look, or to stop.
        }
    }

    private void OnWake(RedisChannel channel, RedisValue value) => _wake.Writer.TryWrite(true);

    // Without the channel the look now and then still finds everything.
    private async ValueTask WithinTimeoutAsync(Task task)
    {
        try
        {
            await task.WaitAsync(connection.Options.Timeout, connection.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            _ = task.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }
}
