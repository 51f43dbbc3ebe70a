using System.Net;
using System.Net.WebSockets;
using ImKit.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>A real Kestrel on a free port of the loopback, with the transport started against a <see cref="FakeCore"/>.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _secure;

    // A client that nothing refers to any more would be finalised, and its connection with it.
    private readonly List<ClientWebSocket> _clients = [];

    private TestSite(WebApplication app, FakeCore core, bool secure)
    {
        _app = app;
        _secure = secure;
        Core = core;
    }

    public FakeCore Core { get; }

    public ITransport Transport => _app.Services.GetRequiredService<ITransport>();

    public IServiceProvider Services => _app.Services;

    public FakeLogCollector Logs => _app.Services.GetRequiredService<FakeLogCollector>();

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    public Uri Http(string path) => new($"{(_secure ? "https" : "http")}://localhost:{Port}{path}");

    public Uri Socket(string path = "/im") => new($"{(_secure ? "wss" : "ws")}://localhost:{Port}{path}");

    public static async Task<TestSite> StartAsync(
        FakeCore? core = null, Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null, Action<ListenOptions>? listen = null, bool start = true)
    {
        core ??= new FakeCore();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => listen?.Invoke(endpoint)));
        if (listen is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        new Builder(builder.Services).AddAspNetCore(o => o.CloseTimeout = TimeSpan.FromSeconds(1));
        build?.Invoke(builder);
        var app = builder.Build();
        if (map is null)
            app.MapImKit();
        else
            map(app);
        await app.StartAsync();
        var secure = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First().StartsWith("https", StringComparison.Ordinal);
        var site = new TestSite(app, core, secure);
        if (start)
            await site.Transport.StartAsync(core, [], default);
        return site;
    }

    /// <summary>A client's WebSocket and Core's side of it.</summary>
    public async Task<(ClientWebSocket Client, FakeSession Session)> ConnectAsync(string path = "/im", Action<ClientWebSocketOptions>? configure = null)
    {
        var client = new ClientWebSocket();
        _clients.Add(client);
        configure?.Invoke(client.Options);
        await client.ConnectAsync(Socket(path), TestCertificate.Invoker, Wait.Token);
        return (client, await Core.NextAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Transport.StopAcceptingAsync(default);
        await Transport.StopAsync(default);
        await _app.StopAsync(Wait.Token);
        await _app.DisposeAsync();
        _clients.ForEach(static client => client.Dispose());
    }

    internal sealed class Builder(IServiceCollection services) : IImKitBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
