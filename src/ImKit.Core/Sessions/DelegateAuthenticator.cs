namespace ImKit.Sessions;

/// <summary>An authenticator that is a function of the host's.</summary>
internal sealed class DelegateAuthenticator(Func<AuthRequest, CancellationToken, ValueTask<AuthResult>> authenticate) : IAuthenticator
{
    public ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancel) => authenticate(request, cancel);
}
