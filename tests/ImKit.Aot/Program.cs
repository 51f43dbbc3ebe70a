// A host as small as it can be and still whole: TCP and SQLite. It is published as a native binary and talks to itself, once on each transport:
// login, heartbeat, push, a durable message and its history, an orderly end. Exit code 0 if everything was answered.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ImKit;
using ImKit.Aot;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

await RunAsync(static im => im.UseDotNetty());
if (LinuxTransport.IsSupported)
    await RunAsync(static im => im.UseLinux());
Console.WriteLine("ok");
return 0;

static async Task RunAsync(Func<IImKitBuilder, IImKitBuilder> useTransport)
{
    var began = Stopwatch.GetTimestamp();
    var folder = Directory.CreateTempSubdirectory("imkit-aot-");
    var endpoint = FreePort();
    try
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
        useTransport(builder.Services.AddImKit(static options => options.Drain.Period = TimeSpan.FromSeconds(1))
            .AddDevelopmentAuthenticator()
            .AddSqlite(Path.Combine(folder.FullName, "im.db"))
            .AddTcp(endpoint));
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine($"listening after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} ms");

        await Conversation.RunAsync(endpoint, host.Services.GetRequiredService<IImKit>());
        await host.StopAsync();
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}

static IPEndPoint FreePort()
{
    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    return (IPEndPoint)socket.LocalEndPoint!;
}
