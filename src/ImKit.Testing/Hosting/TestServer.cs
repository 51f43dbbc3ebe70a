using ImKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImKit.Testing;

/// <summary>A whole ImKit server in a test: on real threads, or in a simulation.</summary>
/// <remarks>Disposing it cuts its clients without a drain (for one call <see cref="BeginStop"/>), and throws if the server has logged errors that
/// the test did not take with <see cref="TakeErrors"/>.</remarks>
public sealed class TestServer : IAsyncDisposable
{
    // Longer than any drain that a test would wait for; virtual in a simulation.
    private static readonly TimeSpan StopTime = TimeSpan.FromMinutes(10);
    private readonly ServiceProvider _provider;
    private readonly IHostedService[] _hosted;
    private readonly LoggedErrors _errors;
    private Task? _stopping;

    private TestServer(ServiceProvider provider, LoggedErrors errors, InMemoryTransport transport, Simulation? simulation)
    {
        _provider = provider;
        _errors = errors;
        Transport = transport;
        Simulation = simulation;
        _hosted = [.. provider.GetServices<IHostedService>()];
    }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => _provider;

    /// <summary>The host's face of the server.</summary>
    public IImKit ImKit => _provider.GetRequiredService<IImKit>();

    /// <summary>Where clients connect.</summary>
    public InMemoryTransport Transport { get; }

    /// <summary>The simulation it runs in, or null.</summary>
    public Simulation? Simulation { get; }

    /// <summary>Starts a server with an in-memory transport.</summary>
    /// <param name="build">Adds the authenticator and whatever else the test needs.</param>
    /// <param name="options">Sets options; may be null.</param>
    /// <param name="simulation">The simulation it runs in; null for real threads and real time.</param>
    public static async Task<TestServer> StartAsync(Action<IImKitBuilder> build, Action<ImKitOptions>? options = null, Simulation? simulation = null)
    {
        ArgumentNullException.ThrowIfNull(build);
        var services = new ServiceCollection();
        var errors = new LoggedErrors();
        services.AddLogging(logging => logging.AddProvider(errors));
        var builder = services.AddImKit(options);
        var transport = simulation is null ? builder.AddInMemoryTransport() : builder.UseSimulation(simulation);
        build(builder);
        var server = new TestServer(services.BuildServiceProvider(validateScopes: true), errors, transport, simulation);
        try
        {
            await server.RunAsync(server.StartAsync()).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server._provider.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A client that has connected and not yet logged in.</summary>
    public TestClient Connect(InMemoryClientOptions? options = null) => TestClient.Over(Transport.Connect(options));

    /// <summary>A client that has logged in.</summary>
    /// <param name="token">The body of the login frame.</param>
    /// <param name="version">1, 2 or 3.</param>
    /// <param name="options">How the client behaves; may be null.</param>
    public async ValueTask<TestClient> LoginAsync(string token, int version = 1, InMemoryClientOptions? options = null)
    {
        var client = Connect(options);
        await client.LoginAsync(token, version).ConfigureAwait(false);
        return client;
    }

    /// <summary>What the server has logged as an error so far; it then counts as expected.</summary>
    public IReadOnlyList<string> TakeErrors()
    {
        string[] errors = [.. _errors.Lines];
        _errors.Clear();
        return errors;
    }

    /// <summary>Begins to stop the server, as its host does: drain first. In a simulation it goes on as the test lets time pass.</summary>
    /// <returns>The stop; the same task however often it is asked for.</returns>
    public Task BeginStop() => _stopping ??= StopAsync();

    /// <summary>Stops the server, or lets a stop that has begun come to its end; in a simulation as much virtual time passes as that takes.</summary>
    /// <exception cref="ExpectationException">It has logged errors.</exception>
    public async ValueTask DisposeAsync()
    {
        await RunAsync(_stopping ?? StopHostedAsync()).ConfigureAwait(false);
        await _provider.DisposeAsync().ConfigureAwait(false);
        if (_errors.Lines.Count > 0)
            throw new ExpectationException($"The server has logged errors: {string.Join(Environment.NewLine, _errors.Lines)}");
    }

    private async Task StartAsync()
    {
        foreach (var hosted in _hosted)
            await hosted.StartAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task StopAsync()
    {
        foreach (var hosted in _hosted.OfType<IHostedLifecycleService>())
            await hosted.StoppingAsync(CancellationToken.None).ConfigureAwait(false);
        await StopHostedAsync().ConfigureAwait(false);
    }

    private async Task StopHostedAsync()
    {
        foreach (var hosted in _hosted.Reverse())
            await hosted.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task RunAsync(Task task)
    {
        if (Simulation is null)
            await task.WaitAsync(StopTime, TimeProvider.System).ConfigureAwait(false);
        else
            await Simulation.CompleteAsync(task, StopTime).ConfigureAwait(false);
    }
}
