using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using DotNetty.Common;
using ImKit.Transports.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.Transport.Tests.Support;

/// <summary>A transport that listens on a free port of the loopback. Its end checks what must hold after every test.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>The transport as the probe calls it.</summary>
    public const string Transport = "dotnetty";

    private readonly FakeLoggerProvider _logs = new();
    private readonly ServiceProvider _services;
    private bool _stopped;

    static TestServer()
    {
        // First, since DotNetty's classes keep the log they find when they are loaded.
        RuntimeHelpers.RunClassConstructor(typeof(DotNettyLogging).TypeHandle);
        ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Paranoid;
    }

    private TestServer(TestHost host, Action<DotNettyOptions>? configure, TimeProvider time)
    {
        Host = host;
        var builder = new BareBuilder();
        builder.Services.AddSingleton(time);
        builder.Services.AddLogging(logging => logging.AddProvider(_logs));
        builder.UseDotNetty(configure);
        _services = builder.Services.BuildServiceProvider();
        Under = _services.GetRequiredService<ITransport>();
    }

    public TestHost Host { get; }

    /// <summary>The transport under test.</summary>
    public ITransport Under { get; }

    public IPEndPoint Endpoint { get; private set; } = null!;

    public FakeLogCollector Logs => _logs.Collector;

    /// <summary>What the transport counts under a name.</summary>
    public MetricCollector<long> Counter(string name) => new(_services.GetRequiredService<IMeterFactory>(), DotNettyTelemetry.MeterName, name);

    /// <summary>Logged errors that the test provokes on purpose.</summary>
    public int ExpectedErrors { get; set; }

    public static async Task<TestServer> StartAsync(TestHost? host = null, Action<DotNettyOptions>? configure = null, TimeProvider? time = null, IPEndPoint? at = null)
    {
        var server = new TestServer(host ?? new TestHost(), configure, time ?? TimeProvider.System);
        var bound = await server.Under.StartAsync(server.Host, [new ListenEndpoint(at ?? new IPEndPoint(IPAddress.Loopback, 0))], CancellationToken.None);
        server.Endpoint = Assert.Single(bound);
        return server;
    }

    public static Task<TestServer> StartEchoAsync() =>
        StartAsync(new TestHost { Handler = static (loop, connection) => new Echo(loop, connection) });

    /// <summary>A client and the server's side of its connection.</summary>
    public async Task<(Socket Client, Recorder Server)> ConnectAsync()
    {
        var client = await TestClient.ConnectAsync(Endpoint);
        return (client, await Host.NextAsync());
    }

    public async Task StopAsync()
    {
        _stopped = true;
        await Under.StopAcceptingAsync(CancellationToken.None);
        await Under.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await StopAsync();
        foreach (var handler in Host.All)
        {
            Assert.Empty(handler.Violations);
            Assert.True(handler.Closed.IsCompleted, "OnClosed never came");
        }

        var errors = Logs.GetSnapshot().Where(static record => record.Level >= LogLevel.Error).ToArray();
        Assert.True(errors.Length == ExpectedErrors, string.Join('\n', errors.Select(static record => record.ToString())));
        await _services.DisposeAsync();
    }
}
