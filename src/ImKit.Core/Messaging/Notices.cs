using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>The bodies of notices: JSON with what changed and the users concerned. Pure; any thread.</summary>
internal static class Notices
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Created(string title, IReadOnlyList<UserId> users) => Write(writer =>
    {
        writer.WriteString("title", title);
        WriteUsers(writer, users);
    });

    public static byte[] Members(IReadOnlyList<UserId> users) => Write(writer => WriteUsers(writer, users));

    public static byte[] Roles(string role, IReadOnlyList<UserId> users) => Write(writer =>
    {
        writer.WriteString("role", role);
        WriteUsers(writer, users);
    });

    /// <summary>Those settings that change.</summary>
    public static byte[] Settings(SettingsChange change) => Write(writer =>
    {
        if (change.Title is { } title)
            writer.WriteString("title", title);
        if (change.Info is { } info)
            writer.WriteString("info", info);
        if (change.Speak is { } speak)
            writer.WriteString("speak", speak == SpeakRule.Admins ? "admins" : "everyone");
    });

    /// <summary>A role as notices name it. Never changes: hashes of requests contain it.</summary>
    public static string NameOf(MemberRole role) => role switch
    {
        MemberRole.Member => "member",
        MemberRole.Admin => "admin",
        MemberRole.Owner => "owner",
        MemberRole.Muted => "muted",
        MemberRole.Banned => "banned",
        _ => "none",
    };

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

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteUsers(Utf8JsonWriter writer, IReadOnlyList<UserId> users)
    {
        writer.WriteStartArray("users");
        foreach (var user in users)
            writer.WriteStringValue(user.Value);
        writer.WriteEndArray();
    }
}
