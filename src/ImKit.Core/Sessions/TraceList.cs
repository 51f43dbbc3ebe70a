using System.Collections.Concurrent;

namespace ImKit.Sessions;

/// <summary>Users whose every step is logged. Any thread.</summary>
internal sealed class TraceList
{
    private readonly ConcurrentDictionary<(TenantId, UserId), bool> _users = new();

    // Asked twice per frame: to ask the dictionary whether it is empty takes all its locks. Set for good by the first user.
    private volatile bool _inUse;

    public TraceList(TraceOptions options)
    {
        foreach (var user in options.Users)
            Set(default, new UserId(user), on: true);
    }

    public bool Contains(TenantId tenant, UserId user) => _inUse && _users.ContainsKey((tenant, user));

    public void Set(TenantId tenant, UserId user, bool on)
    {
        _inUse |= on;
        if (on)
            _users[(tenant, user)] = true;
        else
            _users.TryRemove((tenant, user), out _);
    }
}
