using System.Net;
using ImKit.Tests.Shared;
using ImKit.Transports;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ImKit.EchoHost;

/// <summary>Kestrel with <c>MapImKit</c>: Kestrel reads the opening handshake, Core the frames.</summary>
internal sealed class KestrelServer : IEchoServer
{
    private WebApplication? _app;

    public async Task<int> StartAsync(ITransportHost host, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        new BareBuilder(builder.Services).AddAspNetCore();
        _app = builder.Build();
        foreach (var path in (string[])["/", "/im", "/sub"])
            _app.MapImKit(path, Configure);
        await _app.Services.GetRequiredService<ITransport>().StartAsync(host, [], CancellationToken.None);
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return new Uri(addresses.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
            return;
        await _app.Services.GetRequiredService<ITransport>().StopAcceptingAsync(CancellationToken.None);
        await _app.Services.GetRequiredService<ITransport>().StopAsync(CancellationToken.None);
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void Configure(ImKitEndpointOptions options)
    {
        options.AllowedOrigins.Add("*");
        options.SubProtocols.Add(WebSocketEchoHost.SubProtocol);
    }
}
