using System.Collections.Concurrent;

namespace ImKit.Nodes;

/// <summary>Sessions by key and by user. Changes take one lock; look-ups take none and, on a hit, allocate nothing. Any thread.</summary>
internal sealed class InProcessSessions(InProcessLeases leases)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, ConnectionKey Key), SessionRecord> _byKey = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, UserId User), SessionRecord[]> _byUser = new();

    public SessionRecord? Register(SessionRecord session)
    {
        lock (_gate)
        {
            var replaced = _byKey.GetValueOrDefault((session.Tenant, session.Key));
            if (replaced is not null)
                RemoveFromUser(replaced);
            _byKey[(session.Tenant, session.Key)] = session;
            var user = (session.Tenant, session.User);
            _byUser[user] = _byUser.TryGetValue(user, out var others) ? [.. others, session] : [session];
            return replaced is null || replaced.IsSameSession(session) || !leases.IsLive(replaced) ? null : replaced;
        }
    }

    public void Unregister(SessionRecord session)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue((session.Tenant, session.Key), out var holder) && holder.IsSameSession(session))
                Remove(holder);
        }
    }

    public SessionRecord? FindByKey(TenantId tenant, ConnectionKey key) =>
        _byKey.TryGetValue((tenant, key), out var session) && leases.IsLive(session) ? session : null;

    public SessionRecord[] FindByUser(TenantId tenant, UserId user)
    {
        if (!_byUser.TryGetValue((tenant, user), out var sessions))
            return [];
        foreach (var session in sessions)
        {
            if (!leases.IsLive(session))
                return Array.FindAll(sessions, leases.IsLive);
        }

        return sessions;
    }

    /// <summary>Removes a boot's sessions. A scan: it happens when a node dies, leaves or restarts.</summary>
    public void Forget(NodeId node, long boot)
    {
        lock (_gate)
        {
            foreach (var (_, session) in _byKey)
            {
                if (session.BootId == boot && session.Node == node)
                    Remove(session);
            }
        }
    }

    private void Remove(SessionRecord session)
    {
        _byKey.TryRemove((session.Tenant, session.Key), out _);
        RemoveFromUser(session);
    }

    private void RemoveFromUser(SessionRecord session)
    {
        var user = (session.Tenant, session.User);
        if (!_byUser.TryGetValue(user, out var sessions))
            return;
        var others = Array.FindAll(sessions, s => !s.IsSameSession(session));
        if (others.Length == 0)
            _byUser.TryRemove(user, out _);
        else
            _byUser[user] = others;
    }
}
