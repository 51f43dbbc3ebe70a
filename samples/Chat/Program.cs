using ImKit;
using ImKit.Samples.Chat;

// A whole chat in one process, or one of several nodes. README.md has the options.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var settings = ChatSettings.Read(builder.Configuration);
if (settings.Error is { } error)
{
    Console.Error.WriteLine(error);
    return 2;
}

// A start that fails is told below, in one line.
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
builder.WebHost.UseUrls(settings.Urls);
var transport = new ChatTransport();
var imkit = builder.Services
    .AddImKit(options =>
    {
        settings.Name(options.Node);
        options.Protocol.Heartbeat = TimeSpan.FromSeconds(20);
        options.Drain.Period = TimeSpan.FromSeconds(2);
        options.Drain.Grace = TimeSpan.FromSeconds(1);
        options.SlowConsumers.ForRooms(Lounge.Room.Value, SlowConsumerPolicy.DropOldest);
    })
    .AddAuthenticator<NameAuthenticator>()
    .AddPresence()
    .AddLounge();
if (settings.Postgres is { Length: > 0 } connection)
    imkit.AddPostgresStores(postgres => postgres.ConnectionString = connection);
else
    imkit.AddSqlite(Path.Combine(settings.Data, "chat.db"));
// One node knows in its process who is connected; several meet in Redis.
if (settings.Redis is { } redis)
    imkit.AddRedis(redis, application: "chat").AddNeighbours(redis);
transport.Add(imkit, settings);

var app = builder.Build();
app.UseSecurityHeaders();
app.UseDefaultFiles();
app.UseStaticFiles();
transport.Map(app);
app.MapImKitHealth();
try
{
    await app.StartAsync();
}
catch (Exception failure) when (failure is IOException or ImKitException)
{
    Console.Error.WriteLine($"cannot start: {failure.Message}");
    return 1;
}

Console.WriteLine($"ImKit Chat is ready: {string.Join(", ", app.Urls)}");
await app.WaitForShutdownAsync();
return 0;
