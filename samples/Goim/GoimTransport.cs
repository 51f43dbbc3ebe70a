using System.Net;

namespace ImKit.Samples.Goim;

/// <summary>What carries goim's connections: a transport with ports of its own, or the web server.</summary>
internal static class GoimTransport
{
    private const string AspNetCore = "aspnetcore";

    /// <summary>The fastest that this machine has.</summary>
    public static string Default => LinuxTransport.IsSupported ? "linux" : "dotnetty";

    public static bool IsKnown(string name) => name is "linux" or "dotnetty" or AspNetCore;

    /// <summary>Whether clients reach <c>/sub</c> through the web server: asked for, or because it shares its port.</summary>
    public static bool UsesWebServer(this GoimSettings settings) => settings.Transport == AspNetCore || settings.Ws == settings.Http;

    public static void AddTransport(this IImKitBuilder builder, GoimSettings settings)
    {
        builder.AddAspNetCore();
        if (settings.Transport == AspNetCore)
            return;
        builder.AddTcp(settings.Tcp);
        if (!settings.UsesWebServer())
        {
            builder.AddWebSocket(settings.Ws, "/sub", listen =>
            {
                foreach (var origin in settings.Origins)
                    listen.WebSocket.AllowedOrigins.Add(origin);
            });
        }

        if (settings.Transport == "linux")
            builder.UseLinux();
        else
            builder.UseDotNetty();
    }

    public static void Listen(this Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions kestrel, GoimSettings settings)
    {
        kestrel.ListenAnyIP(settings.Http);
        if (settings.UsesWebServer() && settings.Ws != settings.Http)
            kestrel.ListenAnyIP(settings.Ws);
        if (settings.Transport == AspNetCore)
            kestrel.Listen(new IPEndPoint(IPAddress.IPv6Any, settings.Tcp), static endpoint => endpoint.UseImKit());
    }
}
