using System.Net;
using System.Net.Sockets;
using ImKit;
using ImKit.Aot;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// A small host, published as a native binary: DotNetty TCP and SQLite. It logs in to itself over TCP, is answered a heartbeat,
// sends a message that is stored, reads it back, and ends with 0.
var directory = Directory.CreateTempSubdirectory("imkit-aot");
try
{
    var port = FreePort();
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddImKit(options => options.Drain.Period = TimeSpan.Zero)
        .AddTcp(new IPEndPoint(IPAddress.Loopback, port))
        .UseDotNetty()
        .AddSqlite(Path.Combine(directory.FullName, "im.db"))
        .AddDevelopmentAuthenticator();
    using var host = builder.Build();
    await host.StartAsync();

    using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
    await Conversation.RunAsync(port, deadline.Token);
    var stored = await host.Services.GetRequiredService<IImKit>().Messages.RecentAsync(new UserId("2"), cancel: deadline.Token);
    if (stored.Value.Items is not [{ Unread: 1 }])
        throw new InvalidOperationException("the stored message is not in the other user's list");
    await host.StopAsync();
    Console.WriteLine("native host: login, heartbeat, push and stored message are right");
    return 0;
}
finally
{
    directory.Delete(recursive: true);
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
