using BenchmarkDotNet.Attributes;
using ImKit.Channels;
using ImKit.Protocol;

namespace ImKit.Bench.Micro;

/// <summary>The ring of a blocked connection that holds a thousand pushes.</summary>
public class OutboundRingBenchmarks
{
    private readonly FrameBlock _block = FrameBlock.Push(WireForm.Bare1, 1000, new byte[128], null);
    private readonly OutboundRing _ring = new();

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 1000; i++)
            _ring.Enqueue(_block);
    }

    [Benchmark]
    public object? EnqueueAndHandOver()
    {
        _ring.Enqueue(_block);
        return _ring.Advance(_block.Length);
    }

    [Benchmark]
    public object? EnqueueAndDropOldest()
    {
        _ring.Enqueue(_block);
        return _ring.DropOldest();
    }
}
