using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Checks the options at start and says which one and why.</summary>
internal sealed class ImKitOptionsValidator : IValidateOptions<ImKitOptions>
{
    public ValidateOptionsResult Validate(string? name, ImKitOptions options)
    {
        var wrong = new List<string>();
        Node(options.Node, wrong);
        Protocol(options.Protocol, wrong);
        Limits(options.Limits, wrong);
        Rates(options.Rates, wrong);
        Check(options.Presence.Interval > TimeSpan.Zero && options.Presence.OfflineAfter >= TimeSpan.Zero, "Presence.Interval has to be more than 0, Presence.OfflineAfter not negative", wrong);
        Check(options.Presence.MaxWatched is >= 0 and <= 1000, "Presence.MaxWatched has to be 0 (off) to 1000", wrong);
        Check(options.Devices.MaxPerUser >= 0, "Devices.MaxPerUser has to be 0 (no limit) or more", wrong);
        Check(
            Enum.IsDefined(options.Devices.Default) && options.Devices.Classes.Values.All(Enum.IsDefined),
            "Devices.Default and Devices.Classes have to be Allow, CloseOld or RefuseNew", wrong);
        Check(options.SlowConsumers.MaxPendingBytes >= 1024, "SlowConsumers.MaxPendingBytes has to be at least 1024", wrong);
        Check(Enum.IsDefined(options.SlowConsumers.Policy), "SlowConsumers.Policy is not one of the policies", wrong);
        Rooms(options.Rooms.History, wrong);
        Check(options.Drain.Period >= TimeSpan.Zero && options.Drain.Grace >= TimeSpan.Zero && options.Drain.MaxRetryAfter >= TimeSpan.Zero,
            "Drain times must not be negative", wrong);
        Rebalance(options.Rebalance, options.Node, wrong);
        Check(options.Roles != NodeRoles.None && (options.Roles & ~NodeRoles.All) == 0, "Roles has to be Access, Business, Dispatch or several of them", wrong);
        Check(
            options.Forwarding.MaxInFlight >= 1 && (options.Roles.HasFlag(NodeRoles.Business) || options.Forwarding.Timeout > options.Messaging.StoreTimeout),
            "Forwarding.Timeout has to be more than Messaging.StoreTimeout, Forwarding.MaxInFlight at least 1", wrong);
        Check(
            options.Roles.HasFlag(NodeRoles.Business) || options.Protocol.MaxFrameBytes <= 1_000_000,
            "Protocol.MaxFrameBytes has to be at most 1,000,000 on a node without NodeRoles.Business: a broker takes messages of 1 MiB", wrong);
        Messaging(options.Messaging, options.Protocol, wrong);
        Publish(options.Publish, wrong);
        Check(options.Receipts.MaxMembers is >= 2 and <= 1000 && options.Receipts.Delay > TimeSpan.Zero,
            "Receipts.MaxMembers has to be 2 to 1000, and Receipts.Delay more than 0", wrong);
        Check(options.Signals.MaxMembers is >= 2 and <= 1000 && options.Signals.PerSecond >= 1 && options.Signals.MaxBytes >= 0,
            "Signals.MaxMembers has to be 2 to 1000, PerSecond at least 1, MaxBytes not negative", wrong);
        Retention(options.Retention, wrong);
        foreach (var user in options.Trace.Users)
            Check(UserId.IsValid(user), "Trace.Users names something that is no user id", wrong);
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static void Rooms(RoomHistoryOptions history, List<string> wrong)
    {
        Check(history.MaxBytes >= 0 && history.MaxEmptyRooms >= 0, "Rooms.History.MaxBytes and MaxEmptyRooms must not be negative", wrong);
        foreach (var rule in history.Rules)
        {
            Check(rule.Entries is >= 1 and <= 1_000_000, "Rooms.History: Entries have to be 1 to 1,000,000", wrong);
            Check(rule.Bytes is >= 1024 and <= 256 * 1024 * 1024, "Rooms.History: Bytes have to be 1024 to 256 MiB", wrong);
            Check(rule.Age > TimeSpan.Zero && rule.KeepEmpty >= TimeSpan.Zero, "Rooms.History: Age has to be more than 0, KeepEmpty not negative", wrong);
        }
    }

    private static void Rates(RateOptions rates, List<string> wrong)
    {
        Check(rates.RefusalsBeforeBan >= 0 && rates.BadLoginsBeforeBan >= 0, "Rates.RefusalsBeforeBan and BadLoginsBeforeBan have to be 0 (never) or more", wrong);
        Check(
            rates.FirstBan > TimeSpan.Zero && rates.MaxBan >= rates.FirstBan && rates.MaxBan <= TimeSpan.FromDays(365),
            "Rates.FirstBan has to be more than 0, and Rates.MaxBan at least as long and at most a year", wrong);
        Check(rates.SendsPerSecond >= 0 && rates.SendBurst >= 1, "Rates.SendsPerSecond has to be 0 (no limit) or more, Rates.SendBurst 1 or more", wrong);
        foreach (var rule in rates.Rules)
        {
            Check(
                rule.Permits >= 1 && rule.Burst >= 1 && rule.Period > TimeSpan.Zero && Enum.IsDefined(rule.Scope),
                $"Rates.Rules: '{rule.Name}' has to have a scope, Permits and Burst of at least 1 and a Period of more than 0", wrong);
        }
    }

    private static void Node(NodeOptions node, List<string> wrong)
    {
        Check(NodeId.IsValid(node.Id), "Node.Id has to be 1 to 64 printable ASCII characters", wrong);
        Check(node.Number is >= 0 and < 1024, "Node.Number has to be 0 to 1023", wrong);
        Check(node.Weight is >= 1 and <= 10_000, "Node.Weight has to be 1 to 10,000", wrong);
        foreach (var endpoint in node.Endpoints)
            Check(IsEndpoint(endpoint), $"Node.Endpoints: {endpoint} is none of wss://…, ws://…, tcps://host:port and tcp://host:port", wrong);
        Check(node.Endpoints.Sum(static endpoint => endpoint.OriginalString.Length) <= 2048, "Node.Endpoints have at most 2048 characters together", wrong);
        Check(node.Loops is >= 1 and <= 1024, "Node.Loops has to be 1 to 1024", wrong);
        Check(node.Lease >= TimeSpan.FromSeconds(1), "Node.Lease has to be at least 1 s", wrong);
        Check(node.MaxPendingPushes >= 1, "Node.MaxPendingPushes has to be at least 1", wrong);
        Check(node.PushTimeout > TimeSpan.Zero, "Node.PushTimeout has to be more than 0", wrong);
    }

    private static bool IsEndpoint(Uri endpoint) =>
        endpoint is { IsAbsoluteUri: true, Host.Length: > 0 } && (endpoint.Scheme is "ws" or "wss" || (endpoint.Scheme is "tcp" or "tcps" && endpoint.Port > 0));

    private static void Rebalance(RebalanceOptions rebalance, NodeOptions node, List<string> wrong)
    {
        Check(rebalance.Tolerance is >= 0.01 and <= 10, "Rebalance.Tolerance has to be 0.01 to 10", wrong);
        Check(rebalance.PerSecond is >= 1 and <= 10_000, "Rebalance.PerSecond has to be 1 to 10,000", wrong);
        Check(!rebalance.Enabled || rebalance.Interval >= node.Lease, "Rebalance.Interval has to be at least Node.Lease", wrong);
        Check(rebalance.MaxRetryAfter >= TimeSpan.Zero && rebalance.MaxRetryAfter <= rebalance.Interval, "Rebalance.MaxRetryAfter has to be 0 to Rebalance.Interval", wrong);
    }

    private static void Protocol(ProtocolOptions protocol, List<string> wrong)
    {
        Check(protocol.MaxFrameBytes is >= 256 and <= 16 * 1024 * 1024, "Protocol.MaxFrameBytes has to be 256 to 16 MiB", wrong);
        Check(protocol.MaxLoginFrameBytes >= 64, "Protocol.MaxLoginFrameBytes has to be at least 64", wrong);
        Check(protocol.HandshakeTimeout > TimeSpan.Zero, "Protocol.HandshakeTimeout has to be more than 0", wrong);
        Check(protocol.CloseTimeout > TimeSpan.Zero, "Protocol.CloseTimeout has to be more than 0", wrong);
        Check(protocol.Heartbeat > TimeSpan.Zero, "Protocol.Heartbeat has to be more than 0", wrong);
        Check(protocol.HeartbeatMisses >= 1, "Protocol.HeartbeatMisses has to be at least 1", wrong);
        Check(protocol.TimerTick >= TimeSpan.FromMilliseconds(1) && protocol.TimerTick <= TimeSpan.FromSeconds(1),
            "Protocol.TimerTick has to be 1 ms to 1 s", wrong);
    }

    private static void Limits(LimitOptions limits, List<string> wrong)
    {
        Check(limits.Rooms >= 0 && limits.WatchedOperations >= 0 && limits.FramesPerSecond >= 0 && limits.ConnectionsPerAddress >= 0
            && limits.Connections >= 0, "Limits must not be negative", wrong);
        Check(limits.FramesBeforeLogin is >= 0 and < 255, "Limits.FramesBeforeLogin has to be 0 to 254", wrong);
        Check(limits.RoomIdBytes is >= 1 and <= 128, "Limits.RoomIdBytes has to be 1 to 128", wrong);
        Check(limits.RequestsInFlight >= 1, "Limits.RequestsInFlight has to be at least 1", wrong);
        Check(limits.ConcurrentLogins >= 1, "Limits.ConcurrentLogins has to be at least 1", wrong);
        Check(limits.LoginsPerSecond is >= 0 and <= 1_000_000, "Limits.LoginsPerSecond has to be 0 to 1,000,000", wrong);
    }

    private static void Messaging(MessagingOptions messaging, ProtocolOptions protocol, List<string> wrong)
    {
        Check(messaging.MaxBodyBytes >= 1 && messaging.MaxBodyBytes <= protocol.MaxFrameBytes,
            "Messaging.MaxBodyBytes has to be at least 1 and at most Protocol.MaxFrameBytes", wrong);
        Check(messaging.MaxAppends is >= 1 and <= 1024, "Messaging.MaxAppends has to be 1 to 1024", wrong);
        Check(messaging.AppendQueue >= 1 && messaging.DispatchQueue >= 1, "Messaging queues have to be at least 1", wrong);
        Check(messaging.StoreTimeout > TimeSpan.Zero, "Messaging.StoreTimeout has to be more than 0", wrong);
        Check(messaging.LargeGroup >= 2, "Messaging.LargeGroup has to be at least 2", wrong);
        Check(messaging.AckWindow is >= 1 and <= 4096, "Messaging.AckWindow has to be 1 to 4096", wrong);
        Check(messaging.AttachedGroups is >= 0 and <= 1000, "Messaging.AttachedGroups has to be 0 (off) to 1000", wrong);
        Check(messaging.HeadsInterval > TimeSpan.Zero, "Messaging.HeadsInterval has to be more than 0", wrong);
        Check(IsWindow(messaging.EditWithin) && IsWindow(messaging.RecallWithin), "Messaging.EditWithin and RecallWithin must not be negative", wrong);
        Check(messaging.MaxReactionKeys >= 1, "Messaging.MaxReactionKeys has to be at least 1", wrong);
        Check(messaging.MaxPinned is >= 1 and <= 500, "Messaging.MaxPinned has to be 1 to 500", wrong);
        Check(messaging.BadgeConversations >= 1, "Messaging.BadgeConversations has to be at least 1", wrong);
        Check(messaging.BlockCacheTime >= TimeSpan.Zero, "Messaging.BlockCacheTime must not be negative", wrong);
        Check(messaging.Kinds.Keys.All(static kind => kind >= 100), "Messaging.Kinds begin at 100", wrong);
    }

    private static void Publish(PublishOptions publish, List<string> wrong)
    {
        Check(publish.BatchSize is >= 1 and <= 1000, "Publish.BatchSize has to be 1 to 1000", wrong);
        Check(publish.PollInterval >= TimeSpan.FromMilliseconds(10) && publish.PollInterval <= TimeSpan.FromMinutes(10), "Publish.PollInterval has to be 10 ms to 10 min", wrong);
        Check(
            publish.Lease >= TimeSpan.FromSeconds(1) && publish.Lease <= TimeSpan.FromHours(1) && publish.Lease > publish.PollInterval * 2,
            "Publish.Lease has to be 1 s to an hour and longer than twice Publish.PollInterval", wrong);
        Check(publish.MaxAttempts is >= 1 and <= 1000, "Publish.MaxAttempts has to be 1 to 1000", wrong);
    }

    private static void Retention(RetentionOptions retention, List<string> wrong)
    {
        Check(retention.Direct >= TimeSpan.Zero && retention.Group >= TimeSpan.Zero
            && retention.Tenants.Values.All(static tenant => tenant.Direct >= TimeSpan.Zero && tenant.Group >= TimeSpan.Zero),
            "Retention times must not be negative", wrong);
        Check(retention.Tenants.Keys.All(static tenant => TenantId.IsValid(tenant)), "Retention.Tenants names something that is no tenant id", wrong);
        Check(retention.DedupKeys >= TimeSpan.FromDays(7), "Retention.DedupKeys has to be at least 7 days", wrong);
        Check(retention.Interval > TimeSpan.Zero && retention.ConversationsPerRound >= 1 && retention.EntriesPerRound >= 1,
            "Retention.Interval, ConversationsPerRound and EntriesPerRound have to be more than 0", wrong);
    }

    private static bool IsWindow(TimeSpan time) => time >= TimeSpan.Zero || time == Timeout.InfiniteTimeSpan;

    private static void Check(bool right, string message, List<string> wrong)
    {
        if (!right)
            wrong.Add(message);
    }
}
