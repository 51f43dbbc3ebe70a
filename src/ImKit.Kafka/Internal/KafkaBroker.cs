using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Confluent.Kafka;
using ImKit.Nodes;
using ImKit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImKit.Kafka.Internal;

/// <summary>The broker on a topic per application, with a partition for each node, which it may share. Any thread.</summary>
internal sealed class KafkaBroker : IBroker, IAsyncDisposable
{
    public const int MaxPayload = 1024 * 1024;
    private readonly ConcurrentDictionary<Subscription, bool> _subscriptions = new();
    private int _opened;
    private int _disposed;

    public KafkaBroker(IOptions<KafkaOptions> options, TimeProvider? time = null, ILogger<KafkaBroker>? log = null, IMeterFactory? meters = null)
    {
        ILogger logger = log ?? NullLogger<KafkaBroker>.Instance;
        Context = new KafkaContext(options.Value, new Topics(options.Value, logger), new KafkaStatistics(meters), time ?? TimeProvider.System, logger);
        Publisher = new Publisher(Context);
    }

    public KafkaContext Context { get; }

    public Publisher Publisher { get; }

    /// <summary>Whether messages are taken.</summary>
    public bool IsUp => Publisher.IsUp;

    /// <summary>Connects, and sees to the topics.</summary>
    /// <exception cref="StorageException">Kafka cannot be reached, or refuses what is needed.</exception>
    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _opened, 1) != 0)
            return;
        var options = Context.Options;
        // The library's calls block: a thread of their own.
        await Task.Factory.StartNew(() => EnsureTopics(cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        Publisher.Open();
        try
        {
            await Publisher.ProbeAsync().WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (PublishFailedException failure)
        {
            throw new StorageException(
                $"Kafka's topic '{Context.Topics.Main}' does not take a message of {MaxPayload} bytes ({failure.Message}). It needs max.message.bytes={KafkaSettings.MaxMessage}, and "
                + "this node has to be allowed to write to it.", failure);
        }

        var encrypted = !KafkaSettings.IsExposed(KafkaSettings.Producer(options));
        if (!encrypted)
            KafkaLog.NotEncrypted(Context.Log);
        KafkaLog.Opened(Context.Log, Context.Topics.Main, encrypted);
    }

    public ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Publisher.PublishAsync(target, key, payload, cancel);
    }

    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var subscription = new Subscription(this, node, receiver);
        _subscriptions[subscription] = true;
        try
        {
            await subscription.OpenAsync(cancel).ConfigureAwait(false);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Forget(Subscription subscription) => _subscriptions.TryRemove(subscription, out _);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        foreach (var subscription in _subscriptions.Keys)
            await subscription.AbandonAsync().ConfigureAwait(false);
        await Publisher.DisposeAsync().ConfigureAwait(false);
        if (Volatile.Read(ref _opened) != 0)
            KafkaLog.Closed(Context.Log);
    }

    private void EnsureTopics(CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(Context.Options.ConnectTimeout * 3, Context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            using var admin = new AdminClientBuilder(KafkaSettings.Admin(Context.Options)).SetLogHandler((_, line) => KafkaLog.Library(Context.Log, line.Facility, line.Message)).Build();
            Context.Topics.Ensure(admin, either.Token);
        }
        catch (KafkaException error)
        {
            throw KafkaErrors.Unreachable(error, Context.Options.ConnectTimeout);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new StorageException("Kafka does not show the topics that it has created.");
        }
    }
}
