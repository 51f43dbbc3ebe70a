namespace ImKit;

/// <summary>Who is online, as clients may watch it. Nothing of it is ever stored: a user is online while the directory has a live session of theirs.</summary>
public sealed class PresenceOptions
{
    /// <summary>How often the node asks the directory about the users that its clients watch: how late a change may be told. Default 2 s.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a user has to be without a session before those who watch are told that they are offline: a reconnect is no news. Default 10 s.</summary>
    public TimeSpan OfflineAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Users that one connection may watch; 0 turns watching off. At most 1000. Default 200.</summary>
    public int MaxWatched { get; set; } = 200;
}
