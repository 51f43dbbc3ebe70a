using ImKit.Tests.Shared;
using ImKit.Transports;

namespace ImKit.Testing.Tests;

public sealed class InMemoryStreamTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new InMemoryRig(new InMemoryTransport(), new InMemoryClientOptions());
}

public sealed class InMemoryStreamThatSendsOnTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new InMemoryRig(new InMemoryTransport(), new InMemoryClientOptions { Refused = RefusedBytes.SendAll });
}

public sealed class InMemoryStreamThatSendsPartsTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new InMemoryRig(new InMemoryTransport(), new InMemoryClientOptions { Refused = RefusedBytes.SendPart, ReceiveWindow = 50_000 });
}

public sealed class InMemoryMessageTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new InMemoryRig(new InMemoryTransport(), new InMemoryClientOptions { Framing = Framing.Message });
}

public sealed class InMemoryMessageThatSendsOnTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new InMemoryRig(new InMemoryTransport(), new InMemoryClientOptions { Framing = Framing.Message, Refused = RefusedBytes.SendAll });
}

public sealed class SimulatedStreamTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new SimulatedRig(Framing.Stream);
}

public sealed class SimulatedMessageTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new SimulatedRig(Framing.Message);
}

internal class InMemoryRig(InMemoryTransport transport, InMemoryClientOptions options) : TransportRig
{
    public InMemoryTransport Transport => transport;

    public override Framing Framing => options.Framing;

    public override async ValueTask StartAsync(ITransportHost host) => await transport.StartAsync(host, [], default);

    public override ValueTask<IClientWire> ConnectAsync() => ValueTask.FromResult<IClientWire>(new InMemoryClientWire(transport.Connect(options)));

    public override ValueTask StopAcceptingAsync() => transport.StopAcceptingAsync(default);

    public override ValueTask StopAsync() => transport.StopAsync(default);
}

internal sealed class SimulatedRig : InMemoryRig
{
    private readonly Simulation _simulation;

    public SimulatedRig(Framing framing)
        : this(framing, new Simulation(1))
    {
    }

    private SimulatedRig(Framing framing, Simulation simulation)
        : base(simulation.CreateTransport(), new InMemoryClientOptions { Framing = framing, SendWindow = 8 * 1024 * 1024})
    {
        _simulation = simulation;
        simulation.Scheduler.ThrowsFailures = false;
    }

    public override bool Simulated => true;

    public override TimeProvider Time => _simulation.Clock;

    public void Advance(TimeSpan by) => _simulation.Advance(by);

    public override void Pump() => _simulation.Advance(TimeSpan.FromMilliseconds(10));
}
