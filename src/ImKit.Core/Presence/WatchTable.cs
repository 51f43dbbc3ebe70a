using ImKit.Nodes;
using ImKit.Wire;

namespace ImKit.Presence;

/// <summary>Who watches whom on this node, what is known of the watched, and what the watchers have not been told yet. Its owner's lock guards it.</summary>
internal sealed class WatchTable
{
    private readonly Dictionary<(TenantId Tenant, UserId User), Watched> _users = [];
    private readonly Dictionary<long, Watcher> _watchers = [];

    public int Users => _users.Count;

    /// <summary>Makes these the users that a session watches.</summary>
    /// <returns>What is known of each.</returns>
    public IReadOnlyList<PresenceState> Set(SessionRecord watcher, IReadOnlyList<UserId> users, IReadOnlySet<UserId> online, DateTimeOffset now)
    {
        Remove(watcher.SessionId);
        if (users.Count == 0)
            return [];
        var entry = new Watcher(watcher.Tenant, [.. users.Distinct()]);
        _watchers.Add(watcher.SessionId, entry);
        var states = new List<PresenceState>(entry.Users.Length);
        foreach (var user in entry.Users)
        {
            if (!_users.TryGetValue((watcher.Tenant, user), out var watched))
                _users.Add((watcher.Tenant, user), watched = new Watched { Online = online.Contains(user), Since = now });
            watched.Watchers.Add(watcher.SessionId);
            states.Add(watched.StateOf(user));
        }

        return states;
    }

    public void RemoveWhere(Predicate<long> isGone)
    {
        foreach (var session in _watchers.Keys.Where(session => isGone(session)).ToArray())
            Remove(session);
    }

    /// <summary>All watched users, tenant by tenant.</summary>
    public List<(TenantId Tenant, UserId[] Users)> Batches(int size) =>
        [.. _users.Keys.GroupBy(static key => key.Tenant, static key => key.User).SelectMany(tenant => tenant.Chunk(size).Select(users => (tenant.Key, users)))];

    /// <summary>Takes in who is online now; a user counts as offline when they have been without a session for a while.</summary>
    public void Update(TenantId tenant, IEnumerable<UserId> users, IReadOnlySet<UserId> online, DateTimeOffset now, TimeSpan offlineAfter)
    {
        foreach (var user in users)
        {
            if (!_users.TryGetValue((tenant, user), out var watched) || !watched.Update(online.Contains(user), now, offlineAfter))
                continue;
            foreach (var session in watched.Watchers)
                _watchers[session].News[user] = watched.StateOf(user);
        }
    }

    /// <summary>What each session has not been told yet.</summary>
    public List<(long Session, PresencePush Push)> TakeNews()
    {
        var news = new List<(long, PresencePush)>();
        foreach (var (session, watcher) in _watchers)
        {
            if (watcher.News.Count == 0)
                continue;
            news.Add((session, new PresencePush { Users = { watcher.News.Values } }));
            watcher.News.Clear();
        }

        return news;
    }

    /// <summary>Keeps what a session could not be told.</summary>
    public void Keep(long session, PresencePush push)
    {
        foreach (var state in push.Users)
            _watchers[session].News[new UserId(state.UserId)] = state;
    }

    private void Remove(long session)
    {
        if (!_watchers.Remove(session, out var watcher))
            return;
        foreach (var user in watcher.Users)
        {
            var key = (watcher.Tenant, user);
            if (_users.TryGetValue(key, out var watched) && watched.Watchers.Remove(session) && watched.Watchers.Count == 0)
                _users.Remove(key);
        }
    }

    private sealed record Watcher(TenantId Tenant, UserId[] Users)
    {
        public Dictionary<UserId, PresenceState> News { get; } = [];
    }

    private sealed class Watched
    {
        private DateTimeOffset? _goneAt;

        public HashSet<long> Watchers { get; } = [];

        public required bool Online { get; set; }

        /// <summary>Since when it is so, as far as this node has seen.</summary>
        public required DateTimeOffset Since { get; set; }

        /// <returns>Whether that is news.</returns>
        public bool Update(bool online, DateTimeOffset now, TimeSpan offlineAfter)
        {
            _goneAt = online ? null : _goneAt ?? now;
            if (online == Online || (!online && now - _goneAt < offlineAfter))
                return false;
            (Online, Since) = (online, now);
            return true;
        }

        public PresenceState StateOf(UserId user) => new() { UserId = user.Value, Online = Online, Since = Since.ToUnixTimeMilliseconds() };
    }
}
