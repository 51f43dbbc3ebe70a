namespace ImKit;

/// <summary>Names under which the ASP.NET Core transport can be watched. They do not change.</summary>
public static class AspNetCoreTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.AspNetCore";

    /// <summary>Counter: requests and connections turned away before Core saw them. Tag <c>reason</c>: <c>handshake</c>, <c>origin</c>,
    /// <c>draining</c>, <c>server</c> (Kestrel's own limit of upgraded connections) or <c>refused</c> (Core's limits).</summary>
    public const string Refused = "imkit.aspnetcore.refused";

    /// <summary>Log event: a piece of work on an event loop has failed.</summary>
    public const int LoopWorkFailed = 3001;

    /// <summary>Log event: a connection was closed because the code behind it has failed.</summary>
    public const int HandlerFailed = 3002;

    /// <summary>Log event: connections that could not be ended before the stop.</summary>
    public const int ConnectionsLeft = 3003;

    /// <summary>Log event: a WebSocket request from an origin that is not allowed.</summary>
    public const int OriginRefused = 3004;

    /// <summary>Log event: a request could not be upgraded.</summary>
    public const int UpgradeFailed = 3005;

    /// <summary>Log event: the goim API was called but is neither protected nor opened by name.</summary>
    public const int GoimApiClosed = 3006;

    /// <summary>Log event: a call of the goim API has failed.</summary>
    public const int GoimApiFailed = 3007;
}
