namespace ImKit.Client;

/// <summary>What the user logs in with, in the form of the server's authenticator.</summary>
/// <param name="Bytes">The token.</param>
/// <param name="RenewAfter">When a live connection asks for a new one, before this one ends; null for never.</param>
public readonly record struct ClientToken(ReadOnlyMemory<byte> Bytes, TimeSpan? RenewAfter = null)
{
    /// <summary>A token that is text.</summary>
    public static ClientToken OfText(string text, TimeSpan? renewAfter = null) => new(System.Text.Encoding.UTF8.GetBytes(text), renewAfter);
}

/// <summary>Brings a token for a login.</summary>
/// <param name="refused">The server has just refused the last one: bring another. If that is refused too, the client gives up.</param>
/// <param name="cancel">The login's deadline.</param>
/// <returns>The token. An exception counts as a failed attempt: the client waits and asks again.</returns>
public delegate ValueTask<ClientToken> ClientTokenProvider(bool refused, CancellationToken cancel);
