using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The bodies of notices: JSON with the users concerned. Pure; any thread.</summary>
internal static class Notices
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Created(string title, IReadOnlyList<UserId> users) => Write(title, users);

    public static byte[] Members(IReadOnlyList<UserId> users) => Write(null, users);

    /// <summary>The users that a notice names; none if the body is not a notice's.</summary>
    public static IReadOnlyList<UserId> ReadUsers(LogEntry entry)
    {
        try
        {
            using var body = JsonDocument.Parse(entry.Body);
            return [.. Users(body.RootElement.GetProperty("users"))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    private static IEnumerable<UserId> Users(JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (UserId.TryCreate(item.GetString(), out var user))
                yield return user;
        }
    }

    private static byte[] Write(string? title, IReadOnlyList<UserId> users)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        if (title is not null)
            writer.WriteString("title", title);
        writer.WriteStartArray("users");
        foreach (var user in users)
            writer.WriteStringValue(user.Value);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
