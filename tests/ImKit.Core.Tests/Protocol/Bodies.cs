using System.Text;
using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Core.Tests.Protocol;

public sealed class Bodies
{
    [Theory]
    [InlineData(WireBody.Protobuf)]
    [InlineData(WireBody.Json)]
    public void Every_message_comes_out_as_it_went_in(int version)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomMessages(seed);
            foreach (var kind in RandomMessages.Kinds)
            {
                var message = random.Next(kind);
                var back = AnyMessage.Decode(kind, WireBody.Encode(message, version), version);
                Assert.True(message.Equals(back), $"seed {seed}: {message} became {back}");
            }
        }
    }

    [Fact]
    public void What_protobufs_own_formatter_writes_is_understood()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new RandomMessages(seed);
            foreach (var kind in RandomMessages.Kinds)
            {
                var message = random.Next(kind);
                Assert.Equal(message, AnyMessage.Decode(kind, Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)), WireBody.Json));
            }
        }
    }

    [Fact]
    public void Counters_are_json_numbers_and_ids_are_json_strings()
    {
        var reply = new SendReply { ConversationId = "d.x", Epoch = 9007199254740993, Seq = (1L << 53) - 1, Ordinal = 7, Id = long.MaxValue };
        Assert.Equal(
            """{"conversationId":"d.x","epoch":"9007199254740993","seq":9007199254740991,"ordinal":7,"id":"9223372036854775807"}""",
            Json(reply));
    }

    [Fact]
    public void Default_values_are_left_out()
    {
        Assert.Equal("{}", Json(new SendReply()));
        Assert.Equal("""{"text":""}""", Json(new SendRequest { Text = "" }));
        Assert.Equal("""{"last":{}}""", Json(new Wire.ConversationState { Last = new Entry() }));
    }

    [Fact]
    public void Enums_are_names_and_unknown_ones_numbers()
    {
        Assert.Equal("""{"kind":"ENTRY_KIND_MEMBERS_ADDED"}""", Json(new Entry { Kind = Wire.EntryKind.MembersAdded }));
        Assert.Equal("""{"kind":150}""", Json(new Entry { Kind = (Wire.EntryKind)150 }));
    }

    [Fact]
    public void Bytes_are_base64_and_text_stays_readable()
    {
        Assert.Equal("""{"data":"AP+A"}""", Json(new Entry { Data = ByteString.CopyFrom(0, 255, 128) }));
        Assert.Equal("""{"text":"grüß <b> 你好"}""", Json(new Entry { Text = "grüß <b> 你好" }));
    }

    [Theory]
    [InlineData("""{"since":12}""", 12)]
    [InlineData("""{"since":"12"}""", 12)]
    [InlineData("""{"since":9007199254740991}""", 9007199254740991)]
    [InlineData("""{"since":null}""", 0)]
    [InlineData("""{"future":{"a":[1,{"b":null}]},"since":3}""", 3)]
    public void Clients_may_write_json_as_proto3_allows(string json, long since)
    {
        Assert.True(WireBody.TryDecode(Encoding.UTF8.GetBytes(json), WireBody.Json, SyncRequest.Parser, out var request));
        Assert.Equal(since, request.Since);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{\"since\":1.5}")]
    [InlineData("{\"since\":1e400}")]
    [InlineData("{\"since\":99999999999999999999}")]
    [InlineData("{\"since\":\"x\"}")]
    [InlineData("{\"since\":{}}")]
    [InlineData("{\"since\":1}{}")]
    [InlineData("{\"since\":1")]
    [InlineData("{\"limit\":2147483648}")]
    public void What_is_no_such_message_is_refused(string json) =>
        Assert.False(WireBody.TryDecode(Encoding.UTF8.GetBytes(json), WireBody.Json, SyncRequest.Parser, out SyncRequest _));

    [Theory]
    [InlineData("""{"text":"\ud800"}""")]
    [InlineData("""{"data":"*"}""")]
    public void Half_a_character_and_wrong_base64_are_refused(string json) =>
        Assert.False(WireBody.TryDecode(Encoding.UTF8.GetBytes(json), WireBody.Json, SendRequest.Parser, out SendRequest _));

    [Fact]
    public void Json_that_is_not_utf8_is_refused() =>
        Assert.False(WireBody.TryDecode([.. "{\"text\":\""u8, 0xC3, 0x28, .. "\"}"u8], WireBody.Json, SendRequest.Parser, out SendRequest _));

    private static string Json(IMessage message) => Encoding.UTF8.GetString(WireBody.Encode(message, WireBody.Json));
}
