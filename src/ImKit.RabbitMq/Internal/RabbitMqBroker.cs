using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using ImKit.Nodes;
using ImKit.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImKit.RabbitMq.Internal;

/// <summary>The broker on an exchange per application and a queue per boot of a node. Any thread.</summary>
/// <remarks>Publishing and receiving have connections of their own: RabbitMQ blocks those that publish when it lacks memory, and receiving has to go on.</remarks>
internal sealed class RabbitMqBroker : IBroker, IAsyncDisposable
{
    public const int MaxPayload = 1024 * 1024;
    private readonly ConcurrentDictionary<Subscription, bool> _subscriptions = new();
    private int _opened;
    private int _disposed;

    public RabbitMqBroker(IOptions<RabbitMqOptions> options, TimeProvider? time = null, ILogger<RabbitMqBroker>? log = null, IMeterFactory? meters = null)
    {
        Options = options.Value;
        Settings = new LinkSettings(
            Options, RabbitMqSettings.Create(Options), new RabbitMqStatistics(meters), time ?? TimeProvider.System, log ?? NullLogger<RabbitMqBroker>.Instance);
        Topology = new Topology(Options);
        Publisher = new Publisher(Settings, Topology);
    }

    public RabbitMqOptions Options { get; }

    public LinkSettings Settings { get; }

    public Topology Topology { get; }

    public Publisher Publisher { get; }

    /// <summary>Whether messages can be published and received.</summary>
    public bool IsUp => Volatile.Read(ref _disposed) == 0 && Publisher.IsUp && _subscriptions.Keys.All(static subscription => subscription.IsUp);

    /// <summary>Connects.</summary>
    /// <exception cref="StorageException">RabbitMQ cannot be reached, or refuses what is needed.</exception>
    public async ValueTask OpenAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _opened, 1) != 0)
            return;
        var connection = await Publisher.OpenAsync(cancel).ConfigureAwait(false);
        if (RabbitMqSettings.IsExposed(RabbitMqSettings.Endpoints(Options, Settings.Factory)))
            RabbitMqLog.NotEncrypted(Settings.Log);
        var version = connection.ServerProperties is { } properties && properties.TryGetValue("version", out var value) && value is byte[] text ? Encoding.UTF8.GetString(text) : "of unknown version";
        RabbitMqLog.Opened(Settings.Log, version, Options.Application, connection.Endpoint.Ssl.Enabled);
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
        var subscription = new Subscription(this, node, receiver);
        _subscriptions[subscription] = true;
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
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
            RabbitMqLog.Closed(Settings.Log);
    }
}
