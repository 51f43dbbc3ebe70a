using System.Collections.Frozen;

namespace ImKit.Sessions;

/// <summary>Users whose every step is logged. Any thread; a question takes no lock.</summary>
/// <remarks>Every frame asks, and nearly always nobody is traced: a concurrent dictionary takes all its locks to say that it is empty.</remarks>
internal sealed class TraceList
{
    private readonly Lock _changing = new();
    private volatile FrozenSet<(TenantId, UserId)> _users;

    public TraceList(TraceOptions options) => _users = options.Users.Select(static user => (default(TenantId), new UserId(user))).ToFrozenSet();

    public bool Contains(TenantId tenant, UserId user)
    {
        var users = _users;
        return users.Count > 0 && users.Contains((tenant, user));
    }

    public void Set(TenantId tenant, UserId user, bool on)
    {
        lock (_changing)
        {
            var others = _users.Where(traced => traced != (tenant, user));
            _users = (on ? others.Append((tenant, user)) : others).ToFrozenSet();
        }
    }
}
