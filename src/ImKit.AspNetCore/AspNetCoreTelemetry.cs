namespace ImKit;

/// <summary>Names under which the ASP.NET Core transport can be watched. They do not change.</summary>
public static class AspNetCoreTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.AspNetCore";

    /// <summary>Counter: requests and connections turned away before a session could begin. Tag <c>reason</c>: <c>handshake</c>, <c>origin</c>,
    /// <c>draining</c> or <c>server</c> (Kestrel's own limit of upgraded connections). What Core's limits refuse is counted by Core.</summary>
    public const string Refused = "imkit.aspnetcore.refused";

    /// <summary>Log event: a piece of work on an event loop has failed.</summary>
    public const int LoopWorkFailed = 3201;

    /// <summary>Log event: a connection was closed because the code behind it has failed.</summary>
    public const int HandlerFailed = 3202;

    /// <summary>Log event: connections that could not be ended before the stop.</summary>
    public const int ConnectionsLeft = 3203;

    /// <summary>Log event: a WebSocket request from an origin that is not allowed.</summary>
    public const int OriginRefused = 3204;

    /// <summary>Log event: a request could not be upgraded.</summary>
    public const int UpgradeFailed = 3205;

    /// <summary>Log event: the goim API was called but is neither protected nor opened by name.</summary>
    public const int GoimApiClosed = 3206;

    /// <summary>Log event: a call of the goim API has failed.</summary>
    public const int GoimApiFailed = 3207;

    /// <summary>Log event: the list of nodes was asked for but is neither protected nor opened by name.</summary>
    public const int NodesClosed = 3208;

    /// <summary>Log event: the registry of nodes did not answer who asked for the list.</summary>
    public const int NodesUnknown = 3209;
}
