using BenchmarkDotNet.Attributes;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Bench.Micro;

/// <summary>The body of a send in both forms.</summary>
public class WireBodyBenchmarks
{
    private readonly SendRequest _request = new()
    {
        ConversationId = "d.abcdefghijklmnopqrstuvwxyz",
        ClientMsgId = "0123456789abcdef",
        Text = new string('x', 128),
    };

    private byte[] _protobuf = [];
    private byte[] _json = [];

    [GlobalSetup]
    public void Setup() => (_protobuf, _json) = (EncodeProtobuf(), EncodeJson());

    [Benchmark]
    public byte[] EncodeProtobuf() => WireBody.Encode(_request, WireBody.Protobuf);

    [Benchmark]
    public byte[] EncodeJson() => WireBody.Encode(_request, WireBody.Json);

    [Benchmark]
    public bool DecodeProtobuf() => WireBody.TryDecode(_protobuf, WireBody.Protobuf, SendRequest.Parser, out SendRequest _);

    [Benchmark]
    public bool DecodeJson() => WireBody.TryDecode(_json, WireBody.Json, SendRequest.Parser, out SendRequest _);
}
