namespace ImKit.Client;

/// <summary>What a client has done since it was made. Every drop, retry and reload is counted here.</summary>
public sealed record ClientStatistics
{
    /// <summary>Logins that were answered.</summary>
    public long Logins { get; init; }

    /// <summary>Entries applied.</summary>
    public long Applied { get; init; }

    /// <summary>Entries, and pushes of rooms with history, that came again and were passed over.</summary>
    public long Known { get; init; }

    /// <summary>Pushes that did not follow the position, so that the gap was pulled, or the room joined again from there.</summary>
    public long Gaps { get; init; }

    /// <summary>Pushes dropped because the application took too long; what they told was pulled.</summary>
    public long DroppedPushes { get; init; }

    /// <summary>Conversations that were loaded anew, and rooms whose history was lost.</summary>
    public long Resets { get; init; }

    /// <summary>Pages pulled.</summary>
    public long Pulls { get; init; }

    /// <summary>Pages of changes read.</summary>
    public long Syncs { get; init; }

    /// <summary>Acknowledgements of pushed entries sent.</summary>
    public long Acks { get; init; }

    /// <summary>Times that the server pushed no more entries because too many were not acknowledged.</summary>
    public long Stops { get; init; }

    /// <summary>Messages acknowledged.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Of them, those that an earlier try had committed.</summary>
    public long Duplicates { get; init; }

    /// <summary>Sends that had to be tried again.</summary>
    public long Retries { get; init; }

    /// <summary>Messages refused for good.</summary>
    public long Refused { get; init; }

    /// <summary>Exceptions of the store, of event handlers, and of what the server should not have sent.</summary>
    public long Failures { get; init; }
}
