namespace ImKit.Client.Diagnostics;

/// <summary>Values of the tag <c>reason</c>: how a connection ended, or why none came about.</summary>
internal static class EndCause
{
    /// <summary>The server said why.</summary>
    public const string Server = "server";

    /// <summary>The server ended it without a word.</summary>
    public const string Silence = "silence";

    /// <summary>A heartbeat was not answered.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>Reading or writing failed.</summary>
    public const string Network = "network";

    /// <summary>The server sent what cannot be read, or refused what cannot be refused.</summary>
    public const string Protocol = "protocol";

    /// <summary>No login within the time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The upgrade to WebSocket was refused.</summary>
    public const string Upgrade = "upgrade";

    /// <summary>The application brought no token.</summary>
    public const string Token = "token";

    /// <summary>The application closed it.</summary>
    public const string Closed = "closed";

    public static string Of(Exception error) => error switch
    {
        InvalidDataException or RequestRefusedException => Protocol,
        RequestTimeoutException => Heartbeat,
        _ => Network,
    };
}
