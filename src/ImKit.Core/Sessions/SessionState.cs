namespace ImKit.Sessions;

/// <summary>Where a session is in its life; it only moves down this list.</summary>
internal enum SessionState : byte
{
    /// <summary>Nothing but a login is taken.</summary>
    AwaitingLogin,

    /// <summary>The login is being checked; nothing is read.</summary>
    LoggingIn,

    /// <summary>Reachable, but not yet told so; nothing is read.</summary>
    Confirming,

    /// <summary>Logged in.</summary>
    Open,

    /// <summary>Told to leave as soon as its requests are answered; nothing new is taken.</summary>
    Leaving,

    /// <summary>Closed by this side; waiting for the transport.</summary>
    Closing,

    /// <summary>Gone.</summary>
    Closed,
}
