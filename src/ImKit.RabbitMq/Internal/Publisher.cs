using ImKit.Storage;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Internal;

/// <summary>Publishes for one process, on one channel after the other. Any thread.</summary>
/// <remarks>Messages go out one after the other, and are confirmed beside each other. While RabbitMQ does not answer they fail at once: nothing waits for an
/// outage to end.</remarks>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Numbering _numbering = new();
    private readonly LinkSettings _settings;
    private readonly Topology _topology;
    private readonly Link _link;
    private volatile PublishChannel? _channel;
    private volatile bool _closed;
    private int _pending;

    public Publisher(LinkSettings settings, Topology topology)
    {
        (_settings, _topology) = (settings, topology);
        _link = new Link(settings, "publish", BeginAsync);
    }

    /// <summary>Whether messages are taken.</summary>
    public bool IsUp => Obstacle() is null;

    public Task<IConnection> OpenAsync(CancellationToken cancel) => _link.OpenAsync(cancel);

    /// <exception cref="StorageException">It is not known whether the message went out, or it did not.</exception>
    public ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var lane = Envelope.LaneOf(key);
        return WithDeadlineAsync(
            channel => channel.SendAsync(_topology.Exchange, target.Value, Envelope.Of(_numbering.Next(target), lane).ToProperties(), payload), payload.Length, cancel);
    }

    /// <summary>Keeps what could not be handled, for people to look at.</summary>
    /// <exception cref="StorageException">It is not known whether it is kept, or it is not.</exception>
    public ValueTask SetAsideAsync(NodeId node, string why, byte[] payload)
    {
        var properties = new BasicProperties
        {
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { ["imkit-node"] = node.Value, ["imkit-error"] = why },
        };
        return WithDeadlineAsync(channel => channel.SendAsync(_topology.Aside, "", properties, payload), payload.Length, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        _closed = true;
        return _link.DisposeAsync();
    }

    private async Task<Task<string>> BeginAsync(IConnection connection, CancellationToken cancel)
    {
        var channel = await PublishChannel.OpenAsync(connection, _settings, _topology, cancel).ConfigureAwait(false);
        _channel = channel;
        return channel.Ended;
    }

    private async ValueTask WithDeadlineAsync(Func<PublishChannel, ValueTask<Task>> send, int bytes, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, RabbitMqBroker.MaxPayload, "payload");
        if (Obstacle() is { } obstacle)
            throw Refuse(obstacle);
        if (Interlocked.Increment(ref _pending) > _settings.Options.MaxPendingMessages)
        {
            Interlocked.Decrement(ref _pending);
            throw Refuse(FailureReason.Full);
        }

        // What is given up goes on by itself: half of a message cannot be taken back, and it counts until it has ended.
        var sending = SendAsync(send);
        try
        {
            await sending.WaitAsync(_settings.Options.Timeout, _settings.Time, cancel).ConfigureAwait(false);
            _settings.Statistics.CountPublished();
        }
        catch (TimeoutException)
        {
            _channel?.NoteSilence();
            Observe(sending);
            throw Refuse(FailureReason.Timeout);
        }
        catch (MessageRefusedException)
        {
            throw Refuse(FailureReason.Refused);
        }
        catch (StorageException)
        {
            _settings.Statistics.CountFailed(FailureReason.Connection);
            throw;
        }
        catch (OperationCanceledException)
        {
            Observe(sending);
            throw;
        }
    }

    private async Task SendAsync(Func<PublishChannel, ValueTask<Task>> send)
    {
        try
        {
            Task confirmed;
            await _gate.WaitAsync().ConfigureAwait(false);
            try
            {
                if (_channel is not { IsOpen: true } channel)
                    throw new StorageException("RabbitMQ: the connection failed.");
                confirmed = await send(channel).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }

            await confirmed.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    // A channel is silent only while something waits for it: with nothing under way, nothing could end the silence.
    private FailureReason? Obstacle() => _channel switch
    {
        _ when _closed => FailureReason.Down,
        not { IsOpen: true } => FailureReason.Down,
        { IsBlocked: true } => FailureReason.Blocked,
        { IsSilent: true } when Volatile.Read(ref _pending) > 0 => FailureReason.Stalled,
        _ => null,
    };

    private StorageException Refuse(FailureReason reason)
    {
        _settings.Statistics.CountFailed(reason);
        return new StorageException(reason switch
        {
            FailureReason.Full => $"RabbitMQ: {_settings.Options.MaxPendingMessages} messages wait for its confirmation.",
            FailureReason.Blocked => "RabbitMQ: it takes no messages; it lacks memory or disk space.",
            FailureReason.Timeout => "RabbitMQ: no confirmation in time.",
            FailureReason.Refused => "RabbitMQ: it has not taken the message.",
            _ when _closed => "RabbitMQ: the connection is closed.",
            _ => "RabbitMQ: it does not answer.",
        });
    }

    private static void Observe(Task task) =>
        _ = task.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
