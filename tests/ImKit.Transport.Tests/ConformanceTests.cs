using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Transport.Tests;

/// <summary>WebSocket on DotNetty.</summary>
public sealed class ConformanceTests(ConformanceServer<DotNettyConformanceRig> server) : Conformance<DotNettyConformanceRig>(server);

public sealed class DotNettyConformanceRig : ConformanceRig
{
    private readonly ServiceProvider _services = new BareBuilder().UseDotNetty().Services.BuildServiceProvider();

    private ITransport Transport => _services.GetRequiredService<ITransport>();

    public override async ValueTask<IPEndPoint> StartAsync(ITransportHost host) => (await Transport.StartAsync(host, [WebSocketEchoHost.Endpoint()], CancellationToken.None))[0];

    public override async ValueTask DisposeAsync()
    {
        await Transport.StopAcceptingAsync(CancellationToken.None);
        await Transport.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
