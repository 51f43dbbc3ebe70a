// A host as small as it can be and still whole: DotNetty TCP and SQLite. It is published as a native binary and talks to itself:
// login, heartbeat, push, a durable message and its history, an orderly end. Exit code 0 if everything was answered.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ImKit;
using ImKit.Aot;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var began = Stopwatch.GetTimestamp();
var folder = Directory.CreateTempSubdirectory("imkit-aot-");
var endpoint = FreePort();
try
{
    var builder = Host.CreateEmptyApplicationBuilder(null);
    builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole();
    builder.Services.AddImKit(static options => options.Drain.Period = TimeSpan.FromSeconds(1))
        .AddDevelopmentAuthenticator()
        .AddSqlite(Path.Combine(folder.FullName, "im.db"))
        .AddTcp(endpoint)
        .UseDotNetty();
    using var host = builder.Build();
    await host.StartAsync();
    Console.WriteLine($"listening after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} ms");

    await Conversation.RunAsync(endpoint, host.Services.GetRequiredService<IImKit>());
    await host.StopAsync();
    Console.WriteLine("ok");
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}

static IPEndPoint FreePort()
{
    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    return (IPEndPoint)socket.LocalEndPoint!;
}
