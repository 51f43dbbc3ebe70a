using ImKit.Channels;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Sessions;

namespace ImKit.Hosting;

/// <summary>The host's face for one tenant. Any thread.</summary>
internal sealed class ImKitFace(
    TenantId tenant, TenantFaces faces, Router router, LocalDelivery local, ISessionDirectory directory, INodeRegistry registry, RoomCensus census, TraceList traces,
    IConversations? conversations, IContacts? contacts) : IImKit
{
    public TenantId TenantId => tenant;

    public IConversations Messages => conversations ?? throw Elsewhere();

    public IContacts Contacts => contacts ?? throw Elsewhere();

    public IImKit Tenant(TenantId other) => faces.For(other);

    public async ValueTask<PushReceipt> PushToConnectionsAsync(IReadOnlyList<ConnectionKey> keys, Push push, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var message = MessageOf(push);
        var sessions = new List<SessionRecord>(keys.Count);
        foreach (var key in keys)
        {
            if (await directory.FindByKeyAsync(tenant, key, cancel).ConfigureAwait(false) is { } session)
                sessions.Add(session);
        }

        return await router.ToSessionsAsync(tenant, sessions, message, cancel).ConfigureAwait(false);
    }

    public ValueTask<PushReceipt> PushToUsersAsync(IReadOnlyList<UserId> users, Push push, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(users);
        return users.Count == 0 ? ValueTask.FromResult(default(PushReceipt)) : router.ToUsersAsync(tenant, users, MessageOf(push), cancel);
    }

    public ValueTask<PushReceipt> PushToUserAsync(UserId user, Push push, CancellationToken cancel = default) =>
        router.ToUserAsync(tenant, user, MessageOf(push), cancel);

    public ValueTask<PushReceipt> PushToRoomAsync(RoomId room, Push push, CancellationToken cancel = default) =>
        router.ToRoomAsync(new RoomKey(tenant, room), MessageOf(push), cancel);

    public ValueTask<PushReceipt> PushToAllAsync(Push push, int connectionsPerSecond = 0, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(connectionsPerSecond);
        return router.ToAllAsync(tenant, MessageOf(push), connectionsPerSecond, cancel);
    }

    public bool TryPushToRoom(RoomId room, int operation, ReadOnlySpan<byte> body, string? collapseKey = null) =>
        router.TryToRoom(new RoomKey(tenant, room), MessageOf(operation, body, collapseKey));

    public bool TryPushToUser(UserId user, int operation, ReadOnlySpan<byte> body, string? collapseKey = null) =>
        router.TryToUser(tenant, user, MessageOf(operation, body, collapseKey));

    public async ValueTask<bool> KickConnectionAsync(ConnectionKey key, CloseReason reason, CancellationToken cancel = default)
    {
        if (await directory.FindByKeyAsync(tenant, key, cancel).ConfigureAwait(false) is not { } session)
            return false;
        await router.CloseAsync(session, reason, cancel).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<int> KickUserAsync(UserId user, CloseReason reason, CancellationToken cancel = default)
    {
        var sessions = await directory.FindByUserAsync(tenant, user, cancel).ConfigureAwait(false);
        foreach (var session in sessions)
            await router.CloseAsync(session, reason, cancel).ConfigureAwait(false);
        return sessions.Count;
    }

    public ValueTask<bool> JoinRoomAsync(ConnectionKey key, RoomId room, CancellationToken cancel = default) => ChangeRoomAsync(key, room, true, cancel);

    public ValueTask<bool> LeaveRoomAsync(ConnectionKey key, RoomId room, CancellationToken cancel = default) => ChangeRoomAsync(key, room, false, cancel);

    public ValueTask<IReadOnlyList<SessionRecord>> SessionsOfAsync(UserId user, CancellationToken cancel = default) =>
        directory.FindByUserAsync(tenant, user, cancel);

    public async ValueTask<IReadOnlyList<UserId>> FindOnlineAsync(IReadOnlyList<UserId> users, CancellationToken cancel = default)
    {
        var sessions = await directory.FindByUsersAsync(tenant, users, cancel).ConfigureAwait(false);
        return [.. users.Where((_, i) => sessions[i].Count > 0)];
    }

    public int CountRoom(RoomId room) => census.MembersHere(tenant, room);

    public IReadOnlyList<RoomCount> TopRooms(string prefix, int limit)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return census.TopHere(tenant, prefix, limit);
    }

    public ValueTask<IReadOnlyList<int>> CountRoomsAsync(IReadOnlyList<RoomId> rooms, CancellationToken cancel = default) =>
        census.CountAsync(tenant, rooms, cancel);

    public ValueTask<IReadOnlyList<RoomCount>> TopRoomsAsync(string prefix, int limit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return limit <= 0 ? ValueTask.FromResult<IReadOnlyList<RoomCount>>([]) : census.TopAsync(tenant, prefix, limit, cancel);
    }

    public IReadOnlyList<RecentPush> RecentInRoom(RoomId room, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (local.Rooms.Find(new RoomKey(tenant, room)) is not { } entry)
            return [];
        var (first, pushes) = entry.ReadRecent(limit);
        return [.. pushes.Select((push, i) => new RecentPush(first.Epoch, first.Seq + i, new Push(push.Operation, push.Body)))];
    }

    public async ValueTask<OnlineTotals> CountOnlineAsync(CancellationToken cancel = default)
    {
        var nodes = await registry.ListAsync(cancel).ConfigureAwait(false);
        return new OnlineTotals(nodes.Sum(static node => node.Connections), nodes.Sum(static node => node.Addresses));
    }

    public void Trace(UserId user, bool on) => traces.Set(tenant, user, on);

    private static InvalidOperationException Elsewhere() =>
        new("This node holds no conversations: its Roles lack NodeRoles.Business. Send from a node that has it.");

    private async ValueTask<bool> ChangeRoomAsync(ConnectionKey key, RoomId room, bool join, CancellationToken cancel)
    {
        if (await directory.FindByKeyAsync(tenant, key, cancel).ConfigureAwait(false) is not { } session)
            return false;
        await router.ChangeRoomAsync(session, room, join, cancel).ConfigureAwait(false);
        return true;
    }

    private static HostMessage MessageOf(Push push) => MessageOf(push.Operation, push.Body.Span, push.CollapseKey);

    private static HostMessage MessageOf(int operation, ReadOnlySpan<byte> body, string? collapseKey)
    {
        if (!Operations.IsHostOperation(operation))
            throw new ArgumentException($"Operation {operation} is the protocol's own; a host pushes under {Operations.FirstHostOperation} and up.", nameof(operation));
        return new HostMessage(operation, body, collapseKey);
    }
}
