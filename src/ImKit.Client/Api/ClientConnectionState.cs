namespace ImKit.Client;

/// <summary>What the client's connection is doing.</summary>
public enum ClientConnectionState
{
    /// <summary>Not started, or disposed.</summary>
    Stopped = 0,

    /// <summary>Connecting and logging in.</summary>
    Connecting = 1,

    /// <summary>Logged in.</summary>
    Online = 2,

    /// <summary>The connection is gone; the next attempt comes after a while.</summary>
    Waiting = 3,

    /// <summary>The server does not want this client back as it is; <see cref="ImKitClient.Start"/> tries again.</summary>
    Refused = 4,
}

/// <summary>A change of the connection.</summary>
/// <param name="State">The new state.</param>
/// <param name="Code">Why the connection ended: a close code (4000 and up), or 0 if the server did not say.</param>
/// <param name="Reason">The same in words; empty while nothing is wrong.</param>
/// <param name="Delay">In <see cref="ClientConnectionState.Waiting"/>: how long until the next attempt.</param>
public sealed record ConnectionChange(ClientConnectionState State, int Code, string Reason, TimeSpan Delay);
