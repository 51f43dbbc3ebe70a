using System.Collections.Concurrent;

namespace ImKit.Sessions;

/// <summary>Users whose every step is logged. Any thread.</summary>
internal sealed class TraceList
{
    private readonly ConcurrentDictionary<(TenantId, UserId), bool> _users = new();

    public TraceList(TraceOptions options)
    {
        foreach (var user in options.Users)
            _users[(default, new UserId(user))] = true;
    }

    public bool Contains(TenantId tenant, UserId user) => !_users.IsEmpty && _users.ContainsKey((tenant, user));

    public void Set(TenantId tenant, UserId user, bool on)
    {
        if (on)
            _users[(tenant, user)] = true;
        else
            _users.TryRemove((tenant, user), out _);
    }
}
