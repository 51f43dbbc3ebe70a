using ImKit;
using ImKit.BenchServer;

// An ordinary ImKit host that speaks the operations of the load generators.
// usage: ImKit.BenchServer --transport dotnetty|aspnetcore|aspnetcore-tcp --port P [--admin P] [--loops N]
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var transport = builder.Configuration["transport"] ?? "dotnetty";
var port = builder.Configuration.GetValue("port", 3101);
var im = builder.Services.AddImKit(options =>
{
    options.Node.Loops = builder.Configuration.GetValue("loops", 1);
    options.Limits.FramesPerSecond = 0;
    options.SlowConsumers.MaxPendingBytes = 4 << 20;
}).AddBenchOperations();
if (builder.Configuration.GetValue<int?>("admin") is { } admin)
    builder.Services.AddHostedService(_ => new AdminPort(admin));
switch (transport)
{
    case "dotnetty":
        im.AddTcp(port).UseDotNetty();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        break;
    case "aspnetcore":
        im.AddAspNetCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port));
        break;
    case "aspnetcore-tcp":
        im.AddAspNetCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port, static endpoint => endpoint.UseImKit()));
        break;
    default:
        Console.Error.WriteLine($"unknown transport '{transport}'");
        return 2;
}

var app = builder.Build();
if (transport == "aspnetcore")
    app.MapGoimSocket();
await app.StartAsync();
Console.WriteLine($"ready {transport} {port}");
await app.WaitForShutdownAsync();
return 0;
