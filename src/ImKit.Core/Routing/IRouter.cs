using ImKit.Protocol;

namespace ImKit.Routing;

/// <summary>Takes what shall reach users to their sessions, on this node at once and through the broker on others. Any thread.</summary>
internal interface IRouter
{
    /// <summary>Pushes to every session of some users (that watches the operation, if the message asks for it).</summary>
    /// <returns>Sessions found, and nodes it went to. An unreachable node is logged and counted, never an error here.</returns>
    ValueTask<PushReceipt> ToUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, OutboundMessage message, CancellationToken cancel);

    /// <summary>Tells the sessions of one user the newest version of their feed, for the heartbeat reply.</summary>
    ValueTask ReportFeedAsync(TenantId tenant, UserId user, long version, CancellationToken cancel);
}
