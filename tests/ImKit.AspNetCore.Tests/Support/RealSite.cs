using System.Net;
using ImKit.Hosting;
using ImKit.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>A whole server: Core, this transport and a real Kestrel, with goim's clients on <c>/sub</c>.</summary>
internal sealed class RealSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<TestClient> _clients = [];
    private bool _stopped;

    private RealSite(WebApplication app)
    {
        _app = app;
        Browser = new HttpClient { BaseAddress = new Uri($"http://localhost:{Port}"), Timeout = Wait.Limit };
    }

    /// <summary>An HTTP client of this server.</summary>
    public HttpClient Browser { get; }

    public IServiceProvider Services => _app.Services;

    public FakeLogCollector Logs => _app.Services.GetRequiredService<FakeLogCollector>();

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;

    public static async Task<RealSite> StartAsync(Action<WebApplication> map, Action<ImKitOptions>? configure = null, Action<WebApplicationBuilder>? build = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddFakeLogging().SetMinimumLevel(LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddImKit(options =>
        {
            options.Node.Id = "node-1";
            options.Drain.Period = TimeSpan.FromMilliseconds(300);
            options.Drain.Grace = TimeSpan.FromMilliseconds(300);
            configure?.Invoke(options);
        }).AddDevelopmentAuthenticator().AddAspNetCore(o => o.CloseTimeout = TimeSpan.FromSeconds(1));
        build?.Invoke(builder);
        var app = builder.Build();
        app.MapGoimSocket();
        map(app);
        await app.StartAsync();
        return new RealSite(app);
    }

    /// <summary>A goim client that has logged in.</summary>
    public async Task<TestClient> LoginAsync(int mid, string room = "", string key = "", params int[] accepts)
    {
        var client = await TestClient.ConnectWebSocketAsync(new Uri($"ws://localhost:{Port}/sub"));
        _clients.Add(client);
        await client.LoginAsync($$"""{"mid":{{mid}},"key":"{{key}}","room_id":"{{room}}","platform":"web","accepts":[{{string.Join(',', accepts)}}]}""");
        return client;
    }

    public async Task<string> GetAsync(string path) => await ReadAsync(await Browser.GetAsync(path, Wait.Token));

    public async Task<string> PostAsync(string path, string body) => await ReadAsync(await Browser.PostAsync(path, new StringContent(body), Wait.Token));

    /// <summary>Stops the host as SIGTERM would.</summary>
    public Task StopAsync()
    {
        _stopped = true;
        return _app.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        if (!_stopped)
            await StopAsync();
        Browser.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return await response.Content.ReadAsStringAsync(Wait.Token);
    }
}
