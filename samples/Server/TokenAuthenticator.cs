using ImKit.Sessions;

namespace ImKit.Samples.Server;

/// <summary>Lets in whoever shows a token of this server's key. The connection's key is user and device, so that a device has one connection.</summary>
internal sealed class TokenAuthenticator(ServerSettings settings, TimeProvider time) : IAuthenticator
{
    private readonly byte[] _key = DevelopmentToken.KeyOf(settings.Data);

    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancel)
    {
        if (DevelopmentToken.Read(request.Token.Span, _key) is not { } token || token.Expires <= time.GetUtcNow())
            return new(AuthResult.Refuse(CloseReason.Unauthenticated));
        if (!UserId.TryCreate(token.User, out var user) || !DeviceId.TryCreate(token.Device, out var device)
            || !ConnectionKey.TryCreate($"{token.User}/{token.Device}", out var key))
            return new(AuthResult.Refuse(CloseReason.Unauthenticated with { Text = "user or device breaks the rules" }));
        return new(AuthResult.For(user) with { Device = device, Key = key, Expires = token.Expires });
    }
}
