using ImKit;
using ImKit.BenchServer;
using ImKit.BenchServer.Plain;

// An ordinary ImKit host that speaks the operations of the load generators, or, for comparison, an ordinary SignalR hub that does.
// usage: ImKit.BenchServer --transport linux|linux-epoll|linux-uring|dotnetty (each also with -ws)|aspnetcore|aspnetcore-tcp|signalr --port P [--admin P] [--loops N] [--policy P] [--pending BYTES] [--direct false]
// further: --redis CONNECTION --node N joins the nodes of an application "bench"
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var transport = builder.Configuration["transport"] ?? "dotnetty";
var port = builder.Configuration.GetValue("port", 3101);
if (builder.Configuration.GetValue<int?>("admin") is { } admin)
    builder.Services.AddHostedService(_ => new AdminPort(admin));
switch (transport)
{
    case "dotnetty":
        AddImKit().AddTcp(port).UseDotNetty();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        break;
    case "dotnetty-ws":
        AddImKit().AddWebSocket(port, "/sub").UseDotNetty();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        break;
    case "linux" or "linux-epoll" or "linux-uring":
        AddImKit().AddTcp(port).UseLinux(SetEngine);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        break;
    case "linux-ws" or "linux-epoll-ws" or "linux-uring-ws":
        AddImKit().AddWebSocket(port, "/sub").UseLinux(SetEngine);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        break;
    case "aspnetcore":
        AddImKit().AddAspNetCore(options => options.DirectWrites = builder.Configuration.GetValue("direct", true));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port));
        break;
    case "aspnetcore-tcp":
        AddImKit().AddAspNetCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port, static endpoint => endpoint.UseImKit()));
        break;
    case "signalr":
        builder.AddBenchHub();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(port));
        break;
    case "kestrel":
        // Neither: what Kestrel alone needs for the same operations.
        builder.AddPlain(port);
        break;
    default:
        Console.Error.WriteLine($"unknown transport '{transport}'");
        return 2;
}

var app = builder.Build();
if (transport == "aspnetcore")
    app.MapGoimSocket();
else if (transport == "signalr")
    app.MapHub<BenchHub>("/hub");
await app.StartAsync();
Console.WriteLine($"ready {transport} {port}");
await app.WaitForShutdownAsync();
return 0;

void SetEngine(LinuxOptions options) => options.Engine = transport switch
{
    "linux-epoll" or "linux-epoll-ws" => LinuxEngine.Epoll,
    "linux-uring" or "linux-uring-ws" => LinuxEngine.IoUring,
    _ => LinuxEngine.Auto,
};

IImKitBuilder AddImKit()
{
    var imKit = AddNode();
    return builder.Configuration["redis"] is { } redis ? imKit.AddRedis(redis, "bench") : imKit;
}

IImKitBuilder AddNode() => builder.Services.AddImKit(options =>
{
    options.Node.Number = builder.Configuration.GetValue("node", 0);
    options.Node.Loops = builder.Configuration.GetValue("loops", 1);
    options.Limits.FramesPerSecond = 0;
    options.SlowConsumers.MaxPendingBytes = builder.Configuration.GetValue("pending", 4 << 20);
    options.SlowConsumers.Policy = builder.Configuration.GetValue("policy", SlowConsumerPolicy.Disconnect);
}).AddBenchOperations();
