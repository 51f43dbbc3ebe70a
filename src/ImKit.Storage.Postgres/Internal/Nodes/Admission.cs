using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>Who has to go for a session that comes. Pure.</summary>
internal static class Admission
{
    /// <param name="others">The user's other live sessions, in the order of registration.</param>
    /// <param name="session">The one that comes.</param>
    /// <param name="limits">How many there may be.</param>
    /// <returns>Those that have to go; null if it is the one that comes.</returns>
    public static List<SessionRecord>? Excess(List<SessionRecord> others, SessionRecord session, SessionLimits limits)
    {
        var excess = new List<SessionRecord>();
        if (limits.PerClass > 0)
        {
            var same = others.FindAll(other => other.DeviceClass == session.DeviceClass);
            excess.AddRange(same.Take(same.Count + 1 - limits.PerClass));
            if (excess.Count > 0 && limits.RefusesNew)
                return null;
        }

        if (limits.PerUser > 0)
        {
            var left = others.FindAll(other => !excess.Contains(other));
            excess.AddRange(left.Take(left.Count + 1 - limits.PerUser));
        }

        return excess;
    }
}
