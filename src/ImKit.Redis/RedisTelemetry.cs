namespace ImKit;

/// <summary>Names under which the connection to Redis can be watched. They do not change.</summary>
public static class RedisTelemetry
{
    /// <summary>The meter.</summary>
    public const string MeterName = "ImKit.Redis";

    /// <summary>Counter: calls that were answered. Tag <c>kind</c>: <c>directory</c>, <c>registry</c>, <c>publish</c>, <c>receive</c>, <c>counts</c>, <c>bans</c>.</summary>
    public const string Calls = "imkit.redis.calls";

    /// <summary>Counter: calls that failed. Tags <c>kind</c>, and <c>reason</c>: <c>down</c>, <c>timeout</c>, <c>connection</c>, <c>server</c>, <c>full</c>.</summary>
    public const string Failed = "imkit.redis.failed";

    /// <summary>Counter: times that Redis stopped answering this node.</summary>
    public const string Outages = "imkit.redis.outages";

    /// <summary>Counter: messages from other nodes that this node has handled.</summary>
    public const string Received = "imkit.redis.received";

    /// <summary>Counter: messages for this node that Redis dropped because too many waited.</summary>
    public const string Lost = "imkit.redis.lost";

    /// <summary>Counter: messages that this node published for nodes that were not there.</summary>
    public const string Unheard = "imkit.redis.unheard";

    /// <summary>Counter: routes of dead nodes that this node has removed.</summary>
    public const string Swept = "imkit.redis.swept";

    /// <summary>Counter: look-ups that found something. Tag <c>leases</c>: <c>known</c>, or <c>read</c> for them.</summary>
    public const string Leases = "imkit.redis.leases";

    /// <summary>Log event: Redis answers at the start.</summary>
    public const int Opened = 4300;

    /// <summary>Log event: Redis answers no more.</summary>
    public const int Down = 4301;

    /// <summary>Log event: Redis answers again.</summary>
    public const int Up = 4302;

    /// <summary>Log event: messages for this node were dropped because too many waited.</summary>
    public const int MessagesLost = 4303;

    /// <summary>Log event: another process receives under this node's id.</summary>
    public const int Superseded = 4304;

    /// <summary>Log event: what a dead node has left could not be removed; it is tried again.</summary>
    public const int SweepFailed = 4305;

    /// <summary>Log event: the way to Redis is not encrypted, and it leads over a network.</summary>
    public const int NotEncrypted = 4306;

    /// <summary>Log event: the connections are closed.</summary>
    public const int Closed = 4307;

    /// <summary>Log event: Redis had forgotten this node's messages; the node goes on with an empty queue.</summary>
    public const int Forgotten = 4308;

    /// <summary>Log event: a receiver threw, which it may not.</summary>
    public const int ReceiverFailed = 4309;
}
