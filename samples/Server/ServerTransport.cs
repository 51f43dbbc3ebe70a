using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImKit.Samples.Server;

/// <summary>What carries the clients: a transport with ports of its own, or the web server.</summary>
internal sealed class ServerTransport(ServerSettings settings)
{
    private const string Path = "/im";
    private const string AspNetCore = "aspnetcore";
    private ListenEndpoint? _tcp;
    private ListenEndpoint? _ws;

    /// <summary>The fastest that this machine has.</summary>
    public static string Default => LinuxTransport.IsSupported ? "linux" : "dotnetty";

    public static bool IsKnown(string name) => name is "linux" or "dotnetty" or AspNetCore;

    public void Add(IImKitBuilder builder)
    {
        builder.AddAspNetCore();
        if (settings.Transport == AspNetCore)
            return;
        builder.AddTcp(settings.Tcp, listen => _tcp = listen);
        builder.AddTcp(settings.Ws, listen =>
        {
            listen.Protocols = ListenProtocols.WebSocket;
            listen.WebSocket.Paths.Add(Path);
            // Whoever logs in shows a token; a page's origin proves nothing more.
            listen.WebSocket.AllowedOrigins.Add("*");
            _ws = listen;
        });
        if (settings.Transport == "linux")
            builder.UseLinux();
        else
            builder.UseDotNetty();
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        kestrel.Listen(settings.Http);
        if (settings.Transport != AspNetCore)
            return;
        kestrel.Listen(settings.Tcp, static endpoint => endpoint.UseImKit());
        kestrel.Listen(settings.Ws);
    }

    public void Map(WebApplication app)
    {
        if (settings.Transport == AspNetCore)
            app.MapImKit(Path, static endpoint => endpoint.AllowedOrigins.Add("*"));
    }

    /// <summary>Where it listens, in the line that says that it is ready.</summary>
    public string Describe(WebApplication app)
    {
        var http = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(static address => IPEndPoint.Parse(new Uri(address).Authority)).ToList();
        var (tcp, ws) = settings.Transport == AspNetCore ? (http[1], http[2]) : (_tcp!.Bound!, _ws!.Bound!);
        return $"tcp://{tcp} ws://{ws}{Path} http://{http[0]} by {settings.Transport}";
    }
}
