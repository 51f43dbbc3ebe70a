using System.Text.Json;

namespace ImKit.Sessions;

/// <summary>Believes goim's token: <c>{"mid":123,"key":"","room_id":"live://1000","platform":"web","accepts":[1000,1001]}</c>. Development only.</summary>
/// <remarks><c>mid</c> may be a number or a text; its text is the user. <c>tenant</c> may be given too.</remarks>
internal sealed class DevelopmentAuthenticator : IAuthenticator
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 4 };

    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancel)
    {
        try
        {
            using var token = JsonDocument.Parse(request.Token, Limits);
            return ValueTask.FromResult(Read(token.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return ValueTask.FromResult(AuthResult.Refuse(CloseReason.Unauthenticated with { Text = "token is not what goim's clients send" }));
        }
    }

    private static AuthResult Read(JsonElement token)
    {
        var room = Text(token, "room_id");
        return new AuthResult
        {
            Tenant = new TenantId(Text(token, "tenant")),
            User = new UserId(Text(token, "mid")),
            Key = Text(token, "key") is { Length: > 0 } key ? new ConnectionKey(key) : default,
            DeviceClass = Text(token, "platform"),
            Rooms = room.Length == 0 ? [] : [new RoomId(room)],
            Operations = token.TryGetProperty("accepts", out var accepts) && accepts.ValueKind == JsonValueKind.Array ? Numbers(accepts) : [],
        };
    }

    private static int[] Numbers(JsonElement array)
    {
        var numbers = new int[array.GetArrayLength()];
        var next = 0;
        foreach (var element in array.EnumerateArray())
            numbers[next++] = element.GetInt32();
        return numbers;
    }

    private static string Text(JsonElement token, string name) => token.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture),
            JsonValueKind.Null => "",
            _ => throw new FormatException(),
        }
        : "";
}
