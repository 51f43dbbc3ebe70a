using ImKit.Channels;
using ImKit.Nodes;

namespace ImKit.Routing;

/// <summary>The sessions of this node by user, for the time in which the directory does not answer. Any thread.</summary>
/// <remarks>In such a time nobody logs in, so a list of all sessions stays right but for those that leave. It is made when it is first asked for, once a
/// second at most, and costs nothing as long as the directory answers.</remarks>
internal sealed class LocalSessions(ChannelRegistry channels, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private (long MadeAt, ILookup<(TenantId, UserId), SessionRecord> Sessions)? _made;

    public IReadOnlyList<SessionRecord> Find(TenantId tenant, UserId user) => [.. All()[(tenant, user)]];

    // Under a lock: of many that ask at once one makes the list, off the loops.
    private ILookup<(TenantId, UserId), SessionRecord> All()
    {
        lock (_gate)
        {
            if (_made is { } made && time.GetElapsedTime(made.MadeAt) < Fresh)
                return made.Sessions;
            var sessions = channels.All.Select(static channel => channel.Record).ToLookup(static session => (session.Tenant, session.User));
            _made = (time.GetTimestamp(), sessions);
            return sessions;
        }
    }
}
