using System.Text;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Core.Tests.Protocol;

public sealed class Hostile_bodies
{
    [Theory]
    [InlineData(WireBody.Protobuf)]
    [InlineData(WireBody.Json)]
    public void Random_bytes_never_throw(int version)
    {
        var random = new Random(1);
        var kinds = RandomMessages.Kinds.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var body = new byte[random.Next(64)];
            random.NextBytes(body);
            AnyMessage.Decode(kinds[i % kinds.Length], body, version);
        }
    }

    [Theory]
    [InlineData(WireBody.Protobuf)]
    [InlineData(WireBody.Json)]
    public void Messages_with_a_few_wrong_bytes_never_throw(int version)
    {
        var random = new Random(2);
        var kinds = RandomMessages.Kinds.ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var kind = kinds[i % kinds.Length];
            var body = WireBody.Encode(new RandomMessages(i).Next(kind), version);
            for (var hit = random.Next(4); hit >= 0 && body.Length > 0; hit--)
                body[random.Next(body.Length)] = (byte)(version == WireBody.Json ? "{}[]\",:\\0e-+.ux"[random.Next(15)] : random.Next(256));
            AnyMessage.Decode(kind, body[..random.Next(body.Length + 1)], version);
        }
    }

    [Theory]
    [InlineData("""{"x":""", "[", "]", "}")]
    [InlineData("""{"x":""", """{"y":""", "}", "}")]
    [InlineData("", """{"since":""", "}", "")]
    public void Nesting_as_deep_as_a_frame_allows_exhausts_no_stack(string before, string open, string close, string after)
    {
        var levels = 60_000 / open.Length;
        var body = new StringBuilder(before).Insert(before.Length, open, levels).Append('1').Append(new StringBuilder().Insert(0, close, levels)).Append(after);
        WireBody.TryDecode(Encoding.UTF8.GetBytes(body.ToString()), WireBody.Json, SyncRequest.Parser, out SyncRequest _);
    }

    [Fact]
    public void Nested_groups_exhaust_no_stack()
    {
        var body = new byte[60_000];
        Array.Fill(body, (byte)0xA3);
        for (var i = 1; i < body.Length; i += 2)
            body[i] = 0x06;
        Assert.False(WireBody.TryDecode(body, WireBody.Protobuf, SyncRequest.Parser, out SyncRequest _));
    }

    [Fact]
    public void A_length_beyond_the_body_reserves_no_memory()
    {
        byte[] body = [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07];
        WireBody.TryDecode(body, WireBody.Protobuf, SendRequest.Parser, out SendRequest _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(WireBody.TryDecode(body, WireBody.Protobuf, SendRequest.Parser, out SendRequest _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384);
    }

    [Theory]
    [InlineData(WireBody.Protobuf)]
    [InlineData(WireBody.Json)]
    public void Unknown_fields_cost_no_more_than_a_few_times_their_bytes(int version)
    {
        var body = version == WireBody.Json
            ? Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 6000).Select(i => $"\"x{i}\":1")) + "}")
            : [.. Enumerable.Range(0, 30_000).SelectMany(_ => new byte[] { 0xA0, 0x06 }.Append((byte)1))];
        Assert.True(WireBody.TryDecode(body, version, SyncRequest.Parser, out SyncRequest _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        WireBody.TryDecode(body, version, SyncRequest.Parser, out SyncRequest _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (version == WireBody.Json ? 40 : 1) * body.Length);
    }
}
