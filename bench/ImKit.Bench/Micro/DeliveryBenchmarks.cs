using BenchmarkDotNet.Attributes;
using ImKit.Transports;

namespace ImKit.Bench.Micro;

/// <summary>One delivery of a broadcast to a room so large that the broadcast's own cost is nothing beside it.</summary>
public class DeliveryBenchmarks
{
    private const int Members = 10_000;
    private InMemoryRoom? _room;

    /// <summary>Bare frames on a stream, or frames in WebSocket messages.</summary>
    [Params(Framing.Stream, Framing.Message)]
    public Framing Framing { get; set; }

    [GlobalSetup]
    public async Task Setup() => _room = await InMemoryRoom.StartAsync(Members, Framing);

    [GlobalCleanup]
    public async Task Cleanup()
    {
        if (_room is not null)
            await _room.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Members)]
    public void Delivery() => _room!.Broadcast();
}
