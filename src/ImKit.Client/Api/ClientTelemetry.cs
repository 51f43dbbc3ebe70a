namespace ImKit.Client;

/// <summary>Names under which clients can be watched. They do not change.</summary>
public static class ClientTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.Client";

    /// <summary>The category of the log.</summary>
    public const string LogCategory = "ImKit.Client";

    /// <summary>Up and down: connections that are logged in.</summary>
    public const string Connections = "imkit.client.connections";

    /// <summary>Counter: logins that were answered.</summary>
    public const string Logins = "imkit.client.logins";

    /// <summary>Counter: attempts to connect from which no login came. Tags <c>reason</c> as in <see cref="Ended"/>, and <c>timeout</c>, <c>upgrade</c>, <c>token</c>; <c>code</c>.</summary>
    public const string FailedLogins = "imkit.client.logins.failed";

    /// <summary>Counter: connections that ended although the application goes on, so that the client connects again or gives up. Tags <c>reason</c>: <c>server</c> (it said why), <c>silence</c>
    /// (it ended without a word), <c>heartbeat</c> (no answer to one), <c>network</c>, <c>protocol</c>; <c>code</c>: the close code, 0 without one.</summary>
    public const string Ended = "imkit.client.connections.ended";

    /// <summary>Counter: entries applied.</summary>
    public const string Applied = "imkit.client.entries.applied";

    /// <summary>Counter: entries, and pushes of rooms with history, that came again and were passed over.</summary>
    public const string Known = "imkit.client.entries.known";

    /// <summary>Counter: pushes that did not follow the position, so that what is between was pulled.</summary>
    public const string Gaps = "imkit.client.gaps";

    /// <summary>Counter: pages pulled.</summary>
    public const string Pulls = "imkit.client.pulls";

    /// <summary>Counter: pages of changes read.</summary>
    public const string Syncs = "imkit.client.syncs";

    /// <summary>Counter: conversations that were loaded anew, and rooms whose history was lost.</summary>
    public const string Resets = "imkit.client.resets";

    /// <summary>Counter: pushes dropped because the application took too long; what they told was pulled.</summary>
    public const string DroppedPushes = "imkit.client.pushes.dropped";

    /// <summary>Counter: acknowledgements of pushed entries sent.</summary>
    public const string Acks = "imkit.client.acks";

    /// <summary>Counter: times that the server pushed no more entries because too many were not acknowledged.</summary>
    public const string Stops = "imkit.client.acks.stops";

    /// <summary>Up and down: messages that wait for their acknowledgement.</summary>
    public const string Outbox = "imkit.client.outbox";

    /// <summary>Counter: messages that are done with. Tag <c>status</c>: <c>committed</c>, <c>duplicate</c> (an earlier try had committed it), <c>refused</c>.</summary>
    public const string Sends = "imkit.client.sends";

    /// <summary>Counter: sends that had to be tried again. Tag <c>reason</c>: <c>refused</c> (for now), <c>lost</c> (the connection), <c>timeout</c>.</summary>
    public const string Repeats = "imkit.client.sends.repeated";

    /// <summary>Histogram, seconds: from the call of a send to its acknowledgement, with all waits and tries; not of messages that an earlier life had left.</summary>
    public const string SendDuration = "imkit.client.send.duration";

    /// <summary>Counter: exceptions of the store, of event handlers, and of what the server should not have sent.</summary>
    public const string Failures = "imkit.client.failures";

    /// <summary>Log event: logged in.</summary>
    public const int Online = 4600;

    /// <summary>Log event: a connection has ended.</summary>
    public const int Lost = 4601;

    /// <summary>Log event: an attempt to connect came to nothing.</summary>
    public const int AttemptFailed = 4602;

    /// <summary>Log event: the server does not want this client back as it is.</summary>
    public const int Refused = 4603;

    /// <summary>Log event: a push did not follow the position.</summary>
    public const int Gap = 4604;

    /// <summary>Log event: a conversation is dropped, to be loaded anew or because the user has left.</summary>
    public const int Dropped = 4605;

    /// <summary>Log event: a send is tried again.</summary>
    public const int SendRepeated = 4606;

    /// <summary>Log event: a message was refused for good.</summary>
    public const int SendRefused = 4607;

    /// <summary>Log event: the server pushes no more entries until those that it pushed are acknowledged.</summary>
    public const int Stopped = 4608;

    /// <summary>Log event: the store or an event handler has thrown, or the server sent what it should not.</summary>
    public const int Failure = 4609;

    /// <summary>Log event: the application closed the client.</summary>
    public const int Closed = 4610;
}
