using System.Net;
using ImKit.Transports;

namespace ImKit.Samples.Chat;

/// <summary>What carries the page's WebSocket: the host's own web server, or a port beside it, where a connection costs a fraction of that.</summary>
internal sealed class ChatTransport
{
    public const string AspNetCore = "aspnetcore";
    private ListenEndpoint? _own;
    private IPNetwork? _proxy;

    /// <summary>The fastest that this machine has.</summary>
    public static string Default => LinuxTransport.IsSupported ? "linux" : "dotnetty";

    public static bool IsKnown(string name) => name is "linux" or "dotnetty" or AspNetCore;

    public void Add(IImKitBuilder builder, ChatSettings settings)
    {
        builder.AddAspNetCore();
        if (settings.Transport == AspNetCore)
            return;
        _proxy = settings.Proxy;
        if (settings.Tcp is { } tcp)
            builder.AddTcp(tcp, Trust);
        builder.AddTcp(settings.Socket, listen =>
        {
            Trust(listen);
            listen.Protocols = ListenProtocols.WebSocket;
            listen.WebSocket.Paths.Add("/im");
            // The page lies on another port, so its origin is another. Nothing that a browser adds by itself lets anybody in here: the name stands in the login.
            listen.WebSocket.AllowedOrigins.Add("*");
            _own = listen;
        });
        if (settings.Transport == "linux")
            builder.UseLinux();
        else
            builder.UseDotNetty();
    }

    /// <summary>Maps the WebSocket, and what tells the page where it is.</summary>
    public void Map(WebApplication app)
    {
        app.MapImKit("/im");
        app.MapGet("/socket.json", (HttpRequest request) => new ChatSocket(_own is null || _proxy is not null ? null : $"ws://{Host(request.Host.Host)}:{_own.Bound!.Port}/im"));
    }

    /// <summary>Whoever the proxy speaks for is the client; nobody else may connect.</summary>
    private void Trust(ListenEndpoint listen)
    {
        if (_proxy is { } proxy)
            listen.TrustedProxies.Add(proxy);
    }

    /// <summary>A name may stand for IPv6 too, which the endpoint on the loopback address does not serve.</summary>
    private static string Host(string asked) => asked == "localhost" ? IPAddress.Loopback.ToString() : asked;
}

/// <summary>Where the page's WebSocket is; null for the page's own address.</summary>
internal sealed record ChatSocket(string? Url);
