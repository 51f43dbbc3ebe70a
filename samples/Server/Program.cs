using System.Net.Sockets;
using ImKit;
using ImKit.Samples.Server;

// A server without a face, for load, for faults, and for clients in any language. README.md has the options.
ServerSettings settings;
try
{
    if (args is ["token", ..])
    {
        Console.WriteLine(TokenCommand.Run(args[1..]));
        return 0;
    }

    settings = ServerSettings.Read(args);
    Directory.CreateDirectory(settings.Data);
}
catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
// A start that fails is told below, in one line; what goes wrong later goes to the standard error.
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Drain + TimeSpan.FromSeconds(15));
builder.Services.AddSingleton(settings).AddSingleton(new MetricsText()).AddSingleton(TimeProvider.System);
var transport = new ServerTransport(settings);
builder.WebHost.ConfigureKestrel(transport.Listen);
var imkit = builder.Services
    .AddImKit(options =>
    {
        options.Node.Name(settings);
        options.Protocol.Heartbeat = settings.Heartbeat;
        options.Drain.Period = settings.Drain;
        options.Limits.LoginsPerSecond = settings.Logins;
    })
    .AddAuthenticator<TokenAuthenticator>();
imkit.AddStore(settings);
transport.Add(imkit);

var app = builder.Build();
transport.Map(app);
app.MapAdmin(settings);
try
{
    await app.StartAsync();
}
catch (Exception failure) when (failure is IOException or SocketException or ImKitException)
{
    Console.Error.WriteLine($"cannot start: {failure.Message}");
    return 1;
}

Console.WriteLine($"ImKit Server is ready: {transport.Describe(app)}");
await app.WaitForShutdownAsync();
return 0;
