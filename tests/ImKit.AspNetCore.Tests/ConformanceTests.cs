using System.Net;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Tests.Shared;
using ImKit.Transports;

namespace ImKit.AspNetCore.Tests;

/// <summary>WebSocket on Kestrel, as <c>MapImKit</c> serves it.</summary>
public sealed class ConformanceTests(ConformanceServer<KestrelConformanceRig> server) : Conformance<KestrelConformanceRig>(server);

public sealed class KestrelConformanceRig : ConformanceRig
{
    private TestSite? _site;

    public override async ValueTask<IPEndPoint> StartAsync(ITransportHost host)
    {
        _site = await TestSite.StartAsync(map: static app => app.MapImKit("/im", static options => options.SubProtocols.Add(WebSocketEchoHost.SubProtocol)), start: false);
        await _site.Transport.StartAsync(host, [], default);
        return new IPEndPoint(IPAddress.Loopback, _site.Port);
    }

    public override ValueTask DisposeAsync() => _site!.DisposeAsync();
}
