using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Storage;

namespace ImKit.Heads;

/// <summary>Which sessions of this node are attached to which large groups. Its owner's lock guards it.</summary>
internal sealed class HeldTable
{
    private readonly Dictionary<ConversationKey, Held> _groups = [];
    private readonly Dictionary<long, ConversationKey[]> _sessions = [];

    /// <summary>Groups that somebody is attached to.</summary>
    public int Groups => _groups.Count;

    /// <summary>Makes these the groups that a session is attached to.</summary>
    /// <returns>In the order given.</returns>
    public List<(HeldGroup Group, LogEnd Told)> Set(SessionRecord session, IReadOnlyList<(ConversationKey Key, LogEnd End)> groups)
    {
        var before = _sessions.GetValueOrDefault(session.SessionId, []);
        var held = new List<(HeldGroup, LogEnd)>(groups.Count);
        foreach (var (key, end) in groups)
        {
            if (!_groups.TryGetValue(key, out var one))
                _groups.Add(key, one = new Held(new HeldGroup(key.Id, end)));
            one.Sessions++;
            one.Group.Update(end);
            held.Add((one.Group, end));
        }

        Release(before);
        if (groups.Count > 0)
            _sessions[session.SessionId] = [.. groups.Select(static group => group.Key)];
        else
            _sessions.Remove(session.SessionId);
        return held;
    }

    public void RemoveWhere(Predicate<long> isGone)
    {
        foreach (var session in _sessions.Keys.Where(session => isGone(session)).ToArray())
        {
            _sessions.Remove(session, out var groups);
            Release(groups!);
        }
    }

    /// <summary>All groups, tenant by tenant.</summary>
    public List<(ConversationKey Key, HeldGroup Group)[]> Batches(int size) =>
        [.. _groups.GroupBy(static pair => pair.Key.Tenant).SelectMany(tenant => tenant.Select(static pair => (pair.Key, pair.Value.Group)).Chunk(size))];

    private void Release(ConversationKey[] groups)
    {
        foreach (var key in groups)
        {
            if (--_groups[key].Sessions == 0)
                _groups.Remove(key);
        }
    }

    private sealed class Held(HeldGroup group)
    {
        public HeldGroup Group => group;

        public int Sessions { get; set; }
    }
}
