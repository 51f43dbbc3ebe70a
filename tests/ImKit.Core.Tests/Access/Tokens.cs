using System.Text.Json;

namespace ImKit.Core.Tests.Access;

/// <summary>Tokens as goim's clients send them.</summary>
internal static class Tokens
{
    public static string For(string user, string key = "", string room = "", params int[] accepts) =>
        JsonSerializer.Serialize(new { mid = user, key, room_id = room, platform = "web", accepts });
}
