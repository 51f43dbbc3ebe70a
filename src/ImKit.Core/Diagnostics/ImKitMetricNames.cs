namespace ImKit.Diagnostics;

/// <summary>Names of the instruments of the meter <see cref="Meter"/>. They are promised: they change only with a major version.</summary>
public static partial class ImKitMetricNames
{
    /// <summary>The meter.</summary>
    public const string Meter = "ImKit";

    /// <summary>Gauge: connections, before and after login. Tag <c>bucket</c>.</summary>
    public const string Connections = "imkit.connections";

    /// <summary>Counter: accepted connections. Tag <c>transport</c>.</summary>
    public const string Accepted = "imkit.connections.accepted";

    /// <summary>Counter: connections refused before a session began. Tags <c>transport</c>, <c>reason</c>.</summary>
    public const string RefusedConnections = "imkit.connections.refused";

    /// <summary>Counter: ended connections. Tags <c>transport</c>, <c>code</c> (0: the client or the network).</summary>
    public const string Closed = "imkit.connections.closed";

    /// <summary>Counter: good logins.</summary>
    public const string Logins = "imkit.logins";

    /// <summary>Counter: refused logins. Tag <c>code</c>.</summary>
    public const string RefusedLogins = "imkit.logins.refused";

    /// <summary>Counter: clients that broke a rule. Tag <c>reason</c>.</summary>
    public const string Violations = "imkit.violations";

    /// <summary>Counter: refused requests. Tag <c>code</c>.</summary>
    public const string RefusedRequests = "imkit.requests.refused";

    /// <summary>Requests that came too fast, by rule.</summary>
    public const string TooFastRequests = "imkit.requests.too_fast";

    /// <summary>Counter: frames from clients. Tag <c>bucket</c>.</summary>
    public const string ReceivedFrames = "imkit.frames.received";

    /// <summary>Counter, bytes: from clients. Tag <c>bucket</c>.</summary>
    public const string ReceivedBytes = "imkit.bytes.received";

    /// <summary>Counter, bytes: taken by the kernel for clients. Tag <c>bucket</c>.</summary>
    public const string SentBytes = "imkit.bytes.sent";

    /// <summary>Counter: pushes offered to connections at their turn. Tag <c>bucket</c>.</summary>
    public const string Offered = "imkit.pushes.offered";

    /// <summary>Counter: pushes handed to the kernel in full. Tag <c>bucket</c>.</summary>
    public const string HandedOver = "imkit.pushes.handed_over";

    /// <summary>Counter: pushes dropped after they were offered. Tags <c>bucket</c>, <c>reason</c>.</summary>
    public const string Dropped = "imkit.pushes.dropped";

    /// <summary>Counter: pushes that could not be given to another node. Tag <c>reason</c>.</summary>
    public const string Unrouted = "imkit.pushes.unrouted";

    /// <summary>Counter: clients that were told to go to another node because this one holds more than its share.</summary>
    public const string Moved = "imkit.connections.moved";

    /// <summary>Counter: reports of how many members this node's rooms have that failed.</summary>
    public const string FailedRoomReports = "imkit.rooms.reports.failed";

    /// <summary>Counter: bans of other nodes that hold on this one. Tag <c>kind</c>: <c>user</c>, <c>address</c>.</summary>
    public const string LearntBans = "imkit.bans.learnt";

    /// <summary>Counter: times that bans could not be shared with other nodes.</summary>
    public const string FailedBanExchanges = "imkit.bans.exchanges.failed";

    /// <summary>Counter: times that a subject had less left over all nodes than this one knew of. Tag <c>rule</c>.</summary>
    public const string LoweredPermits = "imkit.permits.lowered";

    /// <summary>Counter: times that what was let through could not be shared with other nodes.</summary>
    public const string FailedPermitExchanges = "imkit.permits.exchanges.failed";

    /// <summary>Counter: requests that this node had answered by others.</summary>
    public const string ForwardedRequests = "imkit.forwarding.requests";

    /// <summary>Counter: requests that no other node has answered. Tag <c>reason</c>: no node was there, it stops, it died or the broker did not take it, no
    /// answer came in time, or too many are under way.</summary>
    public const string UnansweredRequests = "imkit.forwarding.unanswered";

    /// <summary>Counter: requests of other nodes that came again and were passed over.</summary>
    public const string RepeatedRequests = "imkit.forwarding.repeated";

    /// <summary>Counter: renewals of the node's lease that failed.</summary>
    public const string FailedRenewals = "imkit.node.renewals.failed";

    /// <summary>Counter: times that the node had lost its lease and joined anew.</summary>
    public const string LostLeases = "imkit.node.leases.lost";

    /// <summary>Counter: announcements of a room to the directory that failed and are tried again.</summary>
    public const string FailedAnnouncements = "imkit.rooms.announcements.failed";

    /// <summary>Counter: times that a connection began to read too slowly. Tag <c>bucket</c>.</summary>
    public const string SlowEpisodes = "imkit.slow_consumers";

    /// <summary>Counter: times that entries were left out on a connection because too many were not acknowledged. Tag <c>bucket</c>.</summary>
    public const string WindowsClosed = "imkit.acks.windows_closed";

    /// <summary>Counter: acknowledgements that were refused, such as of more than was pushed.</summary>
    public const string RefusedAcks = "imkit.acks.refused";

    /// <summary>Gauge: pushes that wait for a bucket. Tag <c>bucket</c>.</summary>
    public const string PendingPushes = "imkit.bucket.pending_pushes";

    /// <summary>Gauge, seconds: how late a loop's last tick came. Tag <c>bucket</c>.</summary>
    public const string LoopLag = "imkit.loop.lag";

    /// <summary>Gauge: rooms with members on this node.</summary>
    public const string Rooms = "imkit.rooms";

    /// <summary>Gauge: rooms of this node that keep their pushes, those too that are empty and not yet given up.</summary>
    public const string RoomHistories = "imkit.rooms.histories";

    /// <summary>Gauge, bytes: what they keep, counted as the options say.</summary>
    public const string RoomHistoryBytes = "imkit.rooms.history.bytes";

    /// <summary>Counter: pushes that rooms let go before their rule asked for it, because the node kept too much.</summary>
    public const string RoomHistoryEvicted = "imkit.rooms.history.evicted";

    /// <summary>Counter: empty rooms that were given up with what they kept. Tag <c>reason</c>: their time was over, the node kept too much, or too many were empty.</summary>
    public const string RoomHistoryEnded = "imkit.rooms.history.ended";

    /// <summary>Counter: joins that went on from a position.</summary>
    public const string RoomResumes = "imkit.rooms.resumes";

    /// <summary>Counter: joins whose position could not be gone on from. Tag <c>reason</c>: another epoch, or no longer kept.</summary>
    public const string RoomResets = "imkit.rooms.resets";

    /// <summary>Counter: events that connection observers did not hear of because too many waited.</summary>
    public const string DroppedEvents = "imkit.observers.dropped";
}
