using ImKit.Client.Diagnostics;

namespace ImKit.Client.Connections;

/// <summary>Why a connection ended, or did not come about.</summary>
/// <param name="Code">The server's close code; 0 if it said nothing.</param>
/// <param name="Reason">In words.</param>
/// <param name="RetryAfter">The server's hint; null if it leaves the time to the client.</param>
/// <param name="Cause">One of <see cref="EndCause"/>.</param>
internal sealed record LinkEnd(int Code, string Reason, TimeSpan? RetryAfter, string Cause)
{
    private const int FirstFinal = 4500;
    private const int AfterFinal = 5000;
    private const int Unauthenticated = 4500;

    public bool Reconnect => Code is < FirstFinal or >= AfterFinal;

    /// <summary>Another token may help.</summary>
    public bool TokenRefused => Code == Unauthenticated;

    public static LinkEnd Silent(string reason, string cause) => new(0, reason, null, cause);
}
