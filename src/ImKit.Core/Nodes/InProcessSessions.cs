using ImKit.Threading;

namespace ImKit.Nodes;

/// <summary>Sessions by key and by user. Changes take one lock; look-ups take none. Any thread.</summary>
/// <remarks>Nearly every user has one session: it stands for itself, and a look-up of the user makes the list of one, if it was not asked for
/// lately. Of several there is a list already.</remarks>
internal sealed class InProcessSessions(InProcessLeases leases)
{
    private readonly Lock _gate = new();
    private readonly SingleSessions _singles = new();
    private readonly ItemTable<(TenantId Tenant, ConnectionKey Key), SessionRecord, ByKey> _byKey = new();
    private readonly ItemTable<(TenantId Tenant, UserId User), object, ByUser> _byUser = new();

    public SessionRegistration Register(SessionRecord session, SessionLimits limits)
    {
        lock (_gate)
        {
            var excess = limits == default ? [] : Excess(session, limits);
            if (excess is null)
                return SessionRegistration.Refused;
            var replaced = _byKey.Set(session);
            if (replaced is not null)
                RemoveFromUser(replaced);
            foreach (var other in excess)
                Remove(other);
            AddToUser(session);
            if (replaced is null || replaced.IsSameSession(session) || !leases.IsLive(replaced))
                return excess.Length == 0 ? SessionRegistration.Alone : new SessionRegistration(true, excess);
            return new SessionRegistration(true, [replaced, .. excess]);
        }
    }

    /// <summary>Who has to go for a session; null if it is the one to go. A user's list is in the order of registration.</summary>
    private SessionRecord[]? Excess(SessionRecord session, SessionLimits limits)
    {
        var others = Array.FindAll(FindByUser(session.Tenant, session.User), other => other.Key != session.Key);
        var same = limits.PerClass > 0 ? Array.FindAll(others, other => other.DeviceClass == session.DeviceClass) : [];
        var ofClass = Math.Max(0, same.Length + 1 - limits.PerClass);
        if (limits.PerClass > 0 && ofClass > 0 && limits.RefusesNew)
            return null;
        var excess = limits.PerClass > 0 ? same[..ofClass] : [];
        var left = Array.FindAll(others, other => !excess.Contains(other));
        var ofUser = limits.PerUser > 0 ? Math.Max(0, left.Length + 1 - limits.PerUser) : 0;
        return ofUser == 0 ? excess : [.. excess, .. left[..ofUser]];
    }

    public void Unregister(SessionRecord session)
    {
        lock (_gate)
        {
            if (_byKey.Find((session.Tenant, session.Key)) is { } holder && holder.IsSameSession(session))
                Remove(holder);
        }
    }

    public SessionRecord? FindByKey(TenantId tenant, ConnectionKey key) =>
        _byKey.Find((tenant, key)) is { } session && leases.IsLive(session) ? session : null;

    public SessionRecord[] FindByUser(TenantId tenant, UserId user)
    {
        var sessions = SessionsOf(tenant, user);
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
            foreach (var session in _byKey.All)
            {
                if (session.BootId == boot && session.Node == node)
                    Remove(session);
            }
        }
    }

    private void Remove(SessionRecord session)
    {
        _byKey.Remove(session);
        RemoveFromUser(session);
    }

    private void AddToUser(SessionRecord session)
    {
        var others = SessionsOf(session.Tenant, session.User);
        _byUser.Set(others.Length == 0 ? session : (SessionRecord[])[.. others, session]);
    }

    private void RemoveFromUser(SessionRecord session)
    {
        var held = _byUser.Find((session.Tenant, session.User));
        var others = Array.FindAll(ListOf(held), s => !s.IsSameSession(session));
        if (others.Length > 0)
            _byUser.Set(others.Length == 1 ? others[0] : others);
        else if (held is not null)
            _byUser.Remove(held);
    }

    private SessionRecord[] SessionsOf(TenantId tenant, UserId user) => ListOf(_byUser.Find((tenant, user)));

    private SessionRecord[] ListOf(object? held) => held switch { SessionRecord one => _singles.ListOf(one), SessionRecord[] several => several, _ => [] };

    private sealed class ByKey : IKeyOf<SessionRecord, (TenantId Tenant, ConnectionKey Key)>
    {
        public static (TenantId Tenant, ConnectionKey Key) Of(SessionRecord item) => (item.Tenant, item.Key);
    }

    /// <summary>Of a session, or of a list of one user's.</summary>
    private sealed class ByUser : IKeyOf<object, (TenantId Tenant, UserId User)>
    {
        public static (TenantId Tenant, UserId User) Of(object item)
        {
            var first = item as SessionRecord ?? ((SessionRecord[])item)[0];
            return (first.Tenant, first.User);
        }
    }
}
