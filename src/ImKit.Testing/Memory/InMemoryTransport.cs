using System.Net;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>A transport without sockets: clients connect in the process, see <see cref="Connect"/>.</summary>
/// <remarks>
/// <para>Without a scheduler its loops run one after the other on the thread pool, for load. With one, they are simulated loops of that
/// scheduler and nothing moves until it runs. Either way a connection is two small objects, and owns no buffer while it is idle. For very many that only count, see <see cref="CreateCrowd"/>.</para>
/// <para>It holds Core to the contract: sending on a blocked connection or off its loop throws.</para>
/// </remarks>
public sealed class InMemoryTransport : ITransport
{
    private readonly List<InMemoryLoop> _loops = [];
    private readonly System.Collections.Concurrent.ConcurrentQueue<Exception> _errors = new();
    private volatile bool _accepting;
    private int _next;

    /// <summary>A transport whose loops run on the thread pool.</summary>
    public InMemoryTransport()
    {
    }

    /// <summary>A transport whose loops run when a scheduler runs.</summary>
    /// <param name="scheduler">Gives the loops their turns.</param>
    public InMemoryTransport(SeededScheduler scheduler) => Scheduler = scheduler;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public bool ServesTcp => false;

    /// <summary>The scheduler, or null if the loops run on the thread pool.</summary>
    public SeededScheduler? Scheduler { get; }

    /// <summary>Exceptions that left work on loops of the thread pool; the first 100. Those of simulated loops are with the scheduler.</summary>
    public IReadOnlyCollection<Exception> LoopErrors => _errors;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IPEndPoint>> StartAsync(ITransportHost host, IReadOnlyList<ListenEndpoint> endpoints, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.Count > 0)
            throw new IOException("The in-memory transport listens on no address.");
        for (var i = 0; i < Math.Max(1, host.LoopCount); i++)
            _loops.Add(new InMemoryLoop(host, CreateLoop(i)));
        _accepting = true;
        return ValueTask.FromResult<IReadOnlyList<IPEndPoint>>([]);
    }

    /// <summary>Connects a client. Any thread; returns at once, the server sees the connection when its loop comes to it.</summary>
    /// <param name="options">How the client behaves; null for the defaults. One object may serve any number of clients.</param>
    /// <returns>The client; if the server does not accept, it has <see cref="InMemoryClient.End"/> <see cref="ConnectionEnd.Refused"/>.</returns>
    /// <exception cref="InvalidOperationException">The transport was not started.</exception>
    public InMemoryClient Connect(InMemoryClientOptions? options = null)
    {
        if (_loops.Count == 0)
            throw new InvalidOperationException("The transport was not started.");
        options ??= InMemoryClientOptions.Default;
        var index = options.Loop ?? (int)((uint)Interlocked.Increment(ref _next) % (uint)_loops.Count);
        var client = new InMemoryClient(options, _loops[index]);
        client.Connect(_accepting);
        return client;
    }

    /// <summary>A crowd without clients yet: see <see cref="InMemoryCrowd.ConnectAsync"/>. Any thread.</summary>
    /// <exception cref="InvalidOperationException">The transport was not started.</exception>
    public InMemoryCrowd CreateCrowd() =>
        _loops.Count > 0 ? new InMemoryCrowd(_loops) : throw new InvalidOperationException("The transport was not started.");

    /// <inheritdoc/>
    public ValueTask StopAcceptingAsync(CancellationToken cancel)
    {
        _accepting = false;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask StopAsync(CancellationToken cancel)
    {
        _accepting = false;
        foreach (var loop in _loops)
            loop.Stop();
        foreach (var loop in _loops)
            await loop.Stopped.WaitAsync(cancel).ConfigureAwait(false);
    }

    private IEventLoop CreateLoop(int index) =>
        Scheduler is null ? new PooledLoop(OnError) : Scheduler.CreateLoop($"memory-{index}");

    private void OnError(Exception error)
    {
        if (_errors.Count < 100)
            _errors.Enqueue(error);
    }
}
