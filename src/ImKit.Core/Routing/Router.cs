using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Routing;

/// <summary>Takes pushes, kicks and room changes to the sessions they are for: this node's at once, others' through the broker. Any thread.</summary>
/// <remarks>While the directory does not answer, pushes to users and rooms go on for the sessions of this node, and those elsewhere are counted as unrouted.</remarks>
internal sealed partial class Router(
    LocalDelivery local, LocalSessions own, RemoteDelivery remote, RoomTraffic rooms, ISessionDirectory directory, NodeIdentity node, ImKitMetrics metrics, ILogger<Router> logger)
    : IRouter, ISessionCloser
{
    private const int LookupPage = 1000;

    public async ValueTask<PushReceipt> ToUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, OutboundMessage message, CancellationToken cancel)
    {
        var sessions = new List<SessionRecord>(users.Count);
        foreach (var page in users.Chunk(LookupPage))
        {
            foreach (var found in await FindAsync(tenant, page, cancel).ConfigureAwait(false))
                sessions.AddRange(found);
        }

        return await ToSessionsAsync(tenant, sessions, message, cancel).ConfigureAwait(false);
    }

    public ValueTask<PushReceipt> ToUserAsync(TenantId tenant, UserId user, OutboundMessage message, CancellationToken cancel)
    {
        var found = FindAsync(tenant, user, cancel);
        return found.IsCompletedSuccessfully
            ? ToSessionsAsync(tenant, found.Result, message, cancel)
            : LaterAsync(found);

        async ValueTask<PushReceipt> LaterAsync(ValueTask<IReadOnlyList<SessionRecord>> sessions) =>
            await ToSessionsAsync(tenant, await sessions.ConfigureAwait(false), message, cancel).ConfigureAwait(false);
    }

    /// <summary>Pushes without waiting; false if the directory or a bucket would have to be waited for.</summary>
    public bool TryToUser(TenantId tenant, UserId user, OutboundMessage message)
    {
        var found = directory.FindByUserAsync(tenant, user, CancellationToken.None);
        if (!found.IsCompletedSuccessfully)
        {
            _ = found.AsTask().ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }

        var sessions = found.Result;
        // The common case looks the session up once.
        if (sessions.Count == 1 && IsLocal(sessions[0]))
            return local.TryToSession(sessions[0].SessionId, message);
        // By index: an enumerator of the list would be an allocation of its own.
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            if (IsLocal(session) && local.Channels.Find(session.SessionId) is { } channel && !channel.Bucket.Gate.HasRoom)
                return false;
        }

        List<SessionRecord>? others = null;
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            if (IsLocal(session))
                local.TryToSession(session.SessionId, message);
            else
                (others ??= []).Add(session);
        }

        if (others is not null)
            remote.Later(tenant, others, message);
        return true;
    }

    public async ValueTask<PushReceipt> ToSessionsAsync(
        TenantId tenant, IReadOnlyList<SessionRecord> sessions, OutboundMessage message, CancellationToken cancel)
    {
        List<SessionRecord>? others = null;
        var here = false;
        for (var i = 0; i < sessions.Count; i++)
        {
            var session = sessions[i];
            if (!IsLocal(session))
            {
                (others ??= []).Add(session);
                continue;
            }

            here = true;
            if (!local.TryToSession(session.SessionId, message))
                await local.ToSessionAsync(session.SessionId, message, cancel).ConfigureAwait(false);
        }

        var nodes = here ? 1 : 0;
        if (others is not null)
            nodes += await remote.ToSessionsAsync(tenant, others, message, cancel).ConfigureAwait(false);
        return new PushReceipt(sessions.Count, nodes);
    }

    public async ValueTask<PushReceipt> ToRoomAsync(RoomKey key, OutboundMessage message, CancellationToken cancel)
    {
        if (!local.TryToRoom(key, message))
            await local.ToRoomAsync(key, message, cancel).ConfigureAwait(false);
        return new PushReceipt(0, 1 + await rooms.SendAsync(key, message, cancel).ConfigureAwait(false));
    }

    /// <summary>Pushes to this node's members without waiting, and to other nodes behind it.</summary>
    public bool TryToRoom(RoomKey key, OutboundMessage message)
    {
        if (!local.TryToRoom(key, message))
            return false;
        rooms.Post(key, message);
        return true;
    }

    public async ValueTask<PushReceipt> ToAllAsync(TenantId tenant, OutboundMessage message, int perSecond, CancellationToken cancel)
    {
        await local.ToAllAsync(tenant, message, perSecond, cancel).ConfigureAwait(false);
        return new PushReceipt(0, 1 + await remote.ToAllAsync(tenant, message, perSecond, cancel).ConfigureAwait(false));
    }

    public async ValueTask CloseAsync(SessionRecord session, CloseReason reason, CancellationToken cancel)
    {
        try
        {
            await directory.UnregisterAsync(session, cancel).ConfigureAwait(false);
        }
        finally
        {
            // Also if the directory fails: it may have done it, and a connection that no directory knows would never be found again.
            await EndAsync(session, reason, cancel).ConfigureAwait(false);
        }
    }

    private async ValueTask EndAsync(SessionRecord session, CloseReason reason, CancellationToken cancel)
    {
        if (IsLocal(session))
        {
            local.Close(session.SessionId, reason);
            return;
        }

        await remote.SendAsync(session.Node, session.Key.Value, new NodeMessage
        {
            Tenant = session.Tenant.Value,
            CloseSessions = new CloseSessions { SessionIds = { session.SessionId }, Code = reason.Code, Reason = reason.Text },
        }, cancel).ConfigureAwait(false);
    }

    public async ValueTask ChangeRoomAsync(SessionRecord session, RoomId room, bool join, CancellationToken cancel)
    {
        if (IsLocal(session))
        {
            local.ChangeRoom(session.SessionId, new RoomKey(session.Tenant, room), join);
            return;
        }

        await remote.SendAsync(session.Node, session.Key.Value, new NodeMessage
        {
            Tenant = session.Tenant.Value,
            ChangeRoom = new ChangeRoom { SessionId = session.SessionId, Room = room.Value, Join = join },
        }, cancel).ConfigureAwait(false);
    }

    public async ValueTask ReportFeedAsync(TenantId tenant, UserId user, long version, CancellationToken cancel)
    {
        foreach (var session in await FindAsync(tenant, user, cancel).ConfigureAwait(false))
        {
            if (IsLocal(session))
            {
                local.ReportFeed(session.SessionId, version);
                continue;
            }

            await remote.SendAsync(session.Node, user.Value, new NodeMessage
            {
                Tenant = tenant.Value,
                ReportFeed = new ReportFeed { SessionIds = { session.SessionId }, Version = version },
            }, cancel).ConfigureAwait(false);
        }
    }

    private bool IsLocal(SessionRecord session) => session.Node == node.Id && session.BootId == node.BootId;
}
