using BenchmarkDotNet.Attributes;
using ImKit.Protocol;

namespace ImKit.Bench.Micro;

/// <summary>One frame of 128 bytes of body: what it costs to read, to build once for a room, and to join eight.</summary>
public class FrameBenchmarks
{
    private readonly byte[] _body = new byte[128];
    private readonly byte[] _frame = new byte[FrameHeader.Size + 128];
    private FrameBlock[] _eight = [];

    [GlobalSetup]
    public void Setup()
    {
        new FrameHeader(_frame.Length, 1, 1000, 0).Write(_frame);
        _eight = [.. Enumerable.Range(0, 8).Select(_ => FrameBlock.Push(WireForm.Bare1, 1000, _body, null))];
    }

    [Benchmark]
    public int DecodeHeader() => FrameHeader.Read(_frame, 65536, out var header) is null ? header.BodyLength : 0;

    [Benchmark]
    public object EncodePush() => FrameBlock.Push(WireForm.Bare1, 1000, _body, null);

    [Benchmark]
    public object EncodePushForGoimWebSocket() => FrameBlock.Push(WireForm.Message1, 1000, _body, null);

    [Benchmark]
    public object JoinEight() => FrameBlock.Join(WireForm.Bare1, _eight);
}
