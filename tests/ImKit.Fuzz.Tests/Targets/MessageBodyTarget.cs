using System.Text;
using System.Text.Json;
using ImKit.Messaging;
using ImKit.Storage;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>What a message may hold: text that is UTF-8, JSON that every client can read.</summary>
internal sealed class MessageBodyTarget : FuzzTarget
{
    public override string Name => "message-body";

    public override IReadOnlyList<byte[]> Words { get; } = Json.Words("text");

    public override void Check(byte[] input)
    {
        var text = Laws.Frugal(input.Length, () => BodyRules.Check(BodyFormat.Text, input, 65536));
        var json = Laws.FrugalJson(input.Length, () => BodyRules.Check(BodyFormat.Json, input, 65536));
        if (!text.IsError)
            Assert.Equal(input, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(input)));
        if (!json.IsError)
        {
            Laws.Frugal(input.Length, () => BodyRules.Check(BodyFormat.Json, input, 65536));
            using var parsed = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = BodyRules.MaxJsonDepth });
            Assert.False(text.IsError);
        }
    }
}
