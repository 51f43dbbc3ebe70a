using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ImKit.Samples.Chat;

internal sealed record Person(string Name, int Connections);

internal sealed record OnlineList(IReadOnlyList<Person> People, int LoungeMembers);

/// <summary>What a node tells the others: who is on it, and how many are in its part of the lounge.</summary>
internal sealed record NodeView(IReadOnlyList<Person> People, int Lounge);

internal sealed record LoungeLine(string Text);

internal sealed record LoungeLineShown(string Name, string Text, long Time);

internal sealed record LoungeEmojiSent(string Emoji);

internal sealed record LoungeEmojiShown(string Name, string Emoji);

internal sealed record LoungeCount(int Members);

/// <summary>The bodies of this host's operations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 4)]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(OnlineList))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(LoungeLine))]
[JsonSerializable(typeof(LoungeLineShown))]
[JsonSerializable(typeof(LoungeEmojiSent))]
[JsonSerializable(typeof(LoungeEmojiShown))]
[JsonSerializable(typeof(LoungeCount))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>What a client sent, or null if it is something else.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
