using System.Text.Json;
using ImKit.Sessions;

namespace ImKit.Samples.Chat;

/// <summary>Believes the name that a client gives itself: <c>{"name":"anna"}</c>. For this demonstration only; a real host checks a token here.</summary>
internal sealed class NameAuthenticator : IAuthenticator
{
    private const int MaxName = 32;
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 2 };

    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancel)
    {
        if (ReadName(request.Token) is not { } name || name.Length > MaxName || name != name.Trim() || !UserId.TryCreate(name, out var user))
            return new(AuthResult.Refuse(CloseReason.Unauthenticated with { Text = $"a name has 1 to {MaxName} characters" }));
        return new(AuthResult.For(user) with
        {
            DeviceClass = "web",
            Operations = [ChatOperations.PresenceChanged, ChatOperations.LoungeMembers],
        });
    }

    private static string? ReadName(ReadOnlyMemory<byte> token)
    {
        try
        {
            using var json = JsonDocument.Parse(token, Limits);
            return json.RootElement.GetProperty("name").GetString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
