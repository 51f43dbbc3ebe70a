using BenchmarkDotNet.Attributes;
using ImKit.Transports;

namespace ImKit.Bench.Micro;

/// <summary>A broadcast to small and large rooms through the whole server, on connections in memory: what it allocates does not grow with the
/// room, so a delivery allocates nothing.</summary>
public class BroadcastBenchmarks
{
    private InMemoryRoom? _room;

    [Params(10, 1000)]
    public int Members { get; set; }

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

    /// <summary>The whole broadcast, waiting included.</summary>
    [Benchmark]
    public void Broadcast() => _room!.Broadcast();
}
