using ImKit.Tests.Shared;
using ImKit.Transports;

namespace ImKit.EchoHost;

/// <summary>A transport that listens by itself: Core reads the opening handshake.</summary>
internal sealed class ListeningServer(Action<IImKitBuilder> add) : IEchoServer
{
    private readonly ServiceProvider _services = Build(add);

    private ITransport Transport => _services.GetRequiredService<ITransport>();

    /// <summary>The one of that name; null if there is none.</summary>
    public static ListeningServer? For(string transport) => transport switch
    {
        "linux" => new ListeningServer(static builder => builder.UseLinux()),
        "linux-epoll" => new ListeningServer(static builder => builder.UseLinux(static options => options.Engine = LinuxEngine.Epoll)),
        "linux-uring" => new ListeningServer(static builder => builder.UseLinux(static options => options.Engine = LinuxEngine.IoUring)),
        "dotnetty" => new ListeningServer(static builder => builder.UseDotNetty()),
        _ => null,
    };

    public async Task<int> StartAsync(ITransportHost host, int port) =>
        (await Transport.StartAsync(host, [WebSocketEchoHost.Endpoint(port)], CancellationToken.None))[0].Port;

    public async ValueTask DisposeAsync()
    {
        await Transport.StopAcceptingAsync(CancellationToken.None);
        await Transport.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private static ServiceProvider Build(Action<IImKitBuilder> add)
    {
        var builder = new BareBuilder(new ServiceCollection());
        builder.Services.AddLogging();
        add(builder);
        return builder.Services.BuildServiceProvider();
    }
}

/// <summary>A builder without Core behind it.</summary>
internal sealed class BareBuilder(IServiceCollection services) : IImKitBuilder
{
    public IServiceCollection Services { get; } = services;
}
