using System.Net;
using ImKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>A whole server on real sockets: TCP on DotNetty, WebSocket on Kestrel, and goim's HTTP API. Errors that it logs fail the test.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _stopped;

    private LiveServer(WebApplication app)
    {
        _app = app;
        Numbers = new Numbers(app.Services);
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{WebPort}"), Timeout = Eventually.Limit };
    }

    public IImKit ImKit => _app.Services.GetRequiredService<IImKit>();

    public IServiceProvider Services => _app.Services;

    public Numbers Numbers { get; }

    public HttpClient Http { get; }

    public FakeLogCollector Logs => _app.Services.GetRequiredService<FakeLogCollector>();

    public IPEndPoint Tcp => _app.Services.GetServices<IHostedService>().OfType<ImKitServer>().Single().TcpAddresses[0];

    public int WebPort => Addresses()[0];

    /// <summary>Kestrel's ports, in the order in which they were asked for.</summary>
    public int[] Addresses() =>
        [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(static address => new Uri(address).Port)];

    public static async Task<LiveServer> StartAsync(
        Action<ImKitOptions>? options = null, Action<IImKitBuilder>? build = null, Action<WebApplicationBuilder>? host = null,
        Action<WebApplication>? map = null, LogLevel level = LogLevel.Warning)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(level);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var imkit = builder.Services.AddImKit(settings =>
        {
            settings.Node.Loops = 2;
            settings.Limits.FramesPerSecond = 0;
            settings.Drain.Period = TimeSpan.Zero;
            settings.Drain.Grace = TimeSpan.FromMilliseconds(200);
            options?.Invoke(settings);
        }).AddDevelopmentAuthenticator().AddTcp(new IPEndPoint(IPAddress.Loopback, 0)).UseDotNetty().AddAspNetCore();
        build?.Invoke(imkit);
        host?.Invoke(builder);
        var app = builder.Build();
        app.MapGoimSocket();
        if (map is null)
            app.MapGoimApi(static api => api.Open = true);
        else
            map(app);
        await app.StartAsync();
        return new LiveServer(app);
    }

    /// <summary>A client that has connected and not yet logged in.</summary>
    /// <param name="kind"><c>tcp</c> or <c>ws</c>.</param>
    /// <param name="receiveBuffer">Bytes that the kernel may keep for a client that does not read; TCP only.</param>
    public async Task<TestClient> ConnectAsync(string kind, int? receiveBuffer = null) => new(kind == "tcp"
        ? await TcpClientWire.ConnectAsync(Tcp, receiveBuffer)
        : await WebSocketClientWire.ConnectAsync(new Uri($"ws://127.0.0.1:{WebPort}/sub"))) { Deadline = Eventually.Limit };

    /// <summary>A client that has logged in.</summary>
    public async Task<TestClient> LoginAsync(string kind, string token, int version = 1, int? receiveBuffer = null)
    {
        var client = await ConnectAsync(kind, receiveBuffer);
        await client.LoginAsync(token, version);
        return client;
    }

    public Task StopAsync()
    {
        _stopped = true;
        return _app.StopAsync().Soon();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await StopAsync();
        var errors = Logs.GetSnapshot().Where(static record => record.Level >= LogLevel.Error).Select(static record => record.ToString()).ToList();
        Http.Dispose();
        Numbers.Dispose();
        await _app.DisposeAsync();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }
}
