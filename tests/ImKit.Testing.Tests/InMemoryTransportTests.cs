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
    protected override TransportRig CreateRig() =>
        new InMemoryRig(new InMemoryTransport(new SeededScheduler(1) { ThrowsFailures = false }), new InMemoryClientOptions { SendWindow = 8 * 1024 * 1024 });
}

public sealed class SimulatedMessageTests : TransportSpecification
{
    protected override TransportRig CreateRig() => new InMemoryRig(
        new InMemoryTransport(new SeededScheduler(2) { ThrowsFailures = false }),
        new InMemoryClientOptions { Framing = Framing.Message, SendWindow = 8 * 1024 * 1024 });
}

internal sealed class InMemoryRig(InMemoryTransport transport, InMemoryClientOptions options) : TransportRig
{
    public override Framing Framing => options.Framing;

    public override async ValueTask StartAsync(ITransportHost host) => await transport.StartAsync(host, [], default);

    public override ValueTask<IClientWire> ConnectAsync() => ValueTask.FromResult<IClientWire>(new InMemoryClientWire(transport.Connect(options)));

    public override ValueTask StopAcceptingAsync() => transport.StopAcceptingAsync(default);

    public override ValueTask StopAsync() => transport.StopAsync(default);

    public override void Pump() => transport.Scheduler?.RunUntilIdle();
}
