using System.Net;
using ImKit.Channels;

namespace ImKit.Sessions;

/// <summary>What most sessions never have, or only at their end: kept beside the session, once there is any of it. Loop thread only.</summary>
internal sealed class SessionExtras
{
    /// <summary>The client's address where the connection below names another one's: a proxy's.</summary>
    public IPEndPoint? Client { get; init; }

    /// <summary>What the authenticator told of the user.</summary>
    public IReadOnlyDictionary<string, string>? Claims { get; set; }

    /// <summary>When the login ends, in ticks of the wheel.</summary>
    public long ExpiresTick { get; set; } = long.MaxValue;

    /// <summary>Requests that wait or run; null if there never was one.</summary>
    public RequestQueue? Requests { get; set; }

    /// <summary>The answer to a join that waits until the client has taken what it is owed; null if none does.</summary>
    public Action? Join { get; set; }

    /// <summary>Entries pushed and not acknowledged; null if none ever was pushed.</summary>
    public AckWindow? Window { get; set; }

    /// <summary>The large groups it is told of by heartbeats; null if there are none.</summary>
    public AttachedGroups? Attached { get; set; }

    /// <summary>Why it ends; null until it does.</summary>
    public SessionEnding? Ending { get; set; }
}

/// <summary>Why a session ends.</summary>
/// <param name="Reason">What its client is told.</param>
/// <param name="RetryAfter">When the client should come back; zero for its own choice.</param>
internal sealed record SessionEnding(CloseReason Reason, TimeSpan RetryAfter);
