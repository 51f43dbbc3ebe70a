using Microsoft.AspNetCore.Connections;

namespace ImKit.BenchServer.Plain;

/// <summary>Kestrel and nothing else.</summary>
internal static class PlainSetup
{
    public static void AddPlain(this WebApplicationBuilder builder, int port)
    {
        builder.Services.AddSingleton<PlainRoom>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port, static endpoint => endpoint.UseConnectionHandler<PlainHandler>()));
    }
}
