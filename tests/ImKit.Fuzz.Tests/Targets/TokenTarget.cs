using ImKit.Sessions;
using ImKit.Transports;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>goim's token in a login.</summary>
internal sealed class TokenTarget : FuzzTarget
{
    private readonly DevelopmentAuthenticator _authenticator = new();
    private readonly ConnectionOrigin _origin = new() { Transport = "fuzz" };

    public override string Name => "token";

    public override IReadOnlyList<byte[]> Words { get; } = Json.Words("mid", "key", "room_id", "platform", "accepts", "tenant", "live://1", "\\ud800", "1e400", "-0");

    public override void Check(byte[] input)
    {
        var result = Laws.FrugalJson(input.Length, () => Login(input));
        if (result.Refused is { } refused)
        {
            Assert.Equal(CloseReason.Unauthenticated.Code, refused.Code);
            return;
        }

        Assert.NotEqual("", result.User.Value);
        Assert.All(result.Rooms, static room => Assert.True(RoomId.TryCreate(room.Value, out _)));
        Laws.Frugal(input.Length, () => Login(input));
    }

    private AuthResult Login(byte[] token)
    {
        var login = _authenticator.AuthenticateAsync(new AuthRequest { Token = token, Version = 1, Origin = _origin }, CancellationToken.None);
        return login.IsCompletedSuccessfully ? login.Result : throw new InvalidOperationException("a token is read at once, without an exception");
    }
}
