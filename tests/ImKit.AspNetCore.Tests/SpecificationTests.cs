using System.Net;
using System.Net.WebSockets;
using ImKit.AspNetCore.Tests.Support;
using ImKit.Testing;
using ImKit.Tests.Shared;
using ImKit.Transports;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImKit.AspNetCore.Tests;

public sealed class WebSocketSpecificationTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new SiteRig(Framing.Message);
}

public sealed class Http2SpecificationTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new SiteRig(Framing.Message, static endpoint =>
    {
        endpoint.Protocols = HttpProtocols.Http2;
        endpoint.UseHttps(TestCertificate.Instance);
    });
}

public sealed class StreamSpecificationTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new SiteRig(Framing.Stream, static endpoint => endpoint.UseImKit());
}

/// <summary>The transport behind a real Kestrel.</summary>
internal sealed class SiteRig(Framing framing, Action<ListenOptions>? listen = null) : TransportRig
{
    private TestSite? _site;

    public override Framing Framing => framing;

    public override async ValueTask StartAsync(ITransportHost host)
    {
        _site = await TestSite.StartAsync(listen: listen, start: false);
        await _site.Transport.StartAsync(host, [], default);
    }

    public override async ValueTask<IClientWire> ConnectAsync()
    {
        if (framing == Framing.Stream)
            return await TcpClientWire.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _site!.Port), cancel: Wait.Token);
        var socket = new ClientWebSocket();
        if (listen is not null)
        {
            socket.Options.HttpVersion = HttpVersion.Version20;
            socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        await socket.ConnectAsync(_site!.Socket(), TestCertificate.Invoker, Wait.Token);
        return new WebSocketClientWire(socket);
    }

    public override ValueTask StopAcceptingAsync() => _site!.Transport.StopAcceptingAsync(default);

    public override ValueTask StopAsync() => _site!.Transport.StopAsync(default);

    public override async ValueTask DisposeAsync()
    {
        await _site!.DisposeAsync();
        await base.DisposeAsync();
    }
}
