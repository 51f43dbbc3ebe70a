using ImKit.Testing;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Transport.Tests;

/// <summary>What every transport must do, done by this one.</summary>
public sealed class SpecificationTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new DotNettyRig();

    private sealed class DotNettyRig : TransportRig
    {
        private readonly ServiceProvider _services = new BareBuilder().UseDotNetty().Services.BuildServiceProvider();
        private ITransport? _transport;
        private IPEndPoint? _endpoint;

        public override Framing Framing => Framing.Stream;

        public override async ValueTask StartAsync(ITransportHost host)
        {
            _transport = _services.GetRequiredService<ITransport>();
            _endpoint = (await _transport.StartAsync(host, [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))], CancellationToken.None))[0];
        }

        public override async ValueTask<IClientWire> ConnectAsync() => await TcpClientWire.ConnectAsync(_endpoint!, receiveBuffer: 65536);

        public override ValueTask StopAcceptingAsync() => _transport!.StopAcceptingAsync(CancellationToken.None);

        public override ValueTask StopAsync() => _transport!.StopAsync(CancellationToken.None);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await _services.DisposeAsync();
        }
    }
}
