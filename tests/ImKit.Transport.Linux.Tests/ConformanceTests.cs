using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Transport.Linux.Tests;

/// <summary>WebSocket on the engine epoll.</summary>
public sealed class EpollConformanceTests(ConformanceServer<EpollConformanceRig> server) : Conformance<EpollConformanceRig>(server);

/// <summary>WebSocket on io_uring, or on what takes its place where the kernel refuses it.</summary>
public sealed class IoUringConformanceTests(ConformanceServer<IoUringConformanceRig> server) : Conformance<IoUringConformanceRig>(server);

public sealed class EpollConformanceRig() : LinuxConformanceRig(LinuxEngine.Epoll);

public sealed class IoUringConformanceRig() : LinuxConformanceRig(LinuxEngine.IoUring);

public abstract class LinuxConformanceRig(LinuxEngine engine) : ConformanceRig
{
    private readonly ServiceProvider _services = new BareBuilder().UseLinux(options => options.Engine = engine).Services.BuildServiceProvider();

    private ITransport Transport => _services.GetRequiredService<ITransport>();

    public override async ValueTask<IPEndPoint> StartAsync(ITransportHost host) => (await Transport.StartAsync(host, [WebSocketEchoHost.Endpoint()], CancellationToken.None))[0];

    public override async ValueTask DisposeAsync()
    {
        await Transport.StopAcceptingAsync(CancellationToken.None);
        await Transport.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
