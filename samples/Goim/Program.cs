using System.Net.Sockets;
using ImKit;
using ImKit.Samples.Goim;

if (!GoimSettings.TryRead(args, out var settings, out var message))
{
    Console.Error.WriteLine(message);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
// A start that fails is told below, in one line.
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Drain + TimeSpan.FromSeconds(15));
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(settings));
builder.Services
    .AddImKit(settings.Apply)
    .AddDevelopmentAuthenticator()
    .AddTransport(settings);

var app = builder.Build();
app.UsePortGate(settings);
try
{
    if (settings.UsesWebServer())
        app.MapGoimSocket("/sub", settings.ApplyOrigins);
    app.MapGoimApi(settings.Apply);
    app.MapImKitHealth();
    await app.StartAsync();
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
catch (Exception failure) when (failure is IOException or SocketException or ImKitException)
{
    Console.Error.WriteLine($"cannot start: {failure.Message}");
    return 1;
}

Console.WriteLine($"goim drop-in is ready: TCP {settings.Tcp}, WebSocket {settings.Ws} /sub, HTTP {settings.Http} /goim and /health, by {settings.Transport}");
await app.WaitForShutdownAsync();
return 0;
