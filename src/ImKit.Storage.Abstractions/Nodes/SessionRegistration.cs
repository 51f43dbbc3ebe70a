namespace ImKit.Nodes;

/// <summary>How many live sessions one user may have.</summary>
/// <param name="PerUser">Sessions of the user; 0 for no limit. Beyond it the oldest go.</param>
/// <param name="PerClass">Sessions of the user with the same <see cref="SessionRecord.DeviceClass"/>, compared by ordinal; 0 for no limit.</param>
/// <param name="RefusesNew">Whether beyond <paramref name="PerClass"/> the new session is refused; otherwise the oldest of the class go.</param>
public readonly record struct SessionLimits(int PerUser, int PerClass, bool RefusesNew);

/// <summary>What became of a registration.</summary>
/// <param name="Accepted">Whether the session is registered now; if not, nothing has changed.</param>
/// <param name="Replaced">Live sessions that are registered no more because of it, each once, in no order: its node has to close each. Never the very
/// same session.</param>
public sealed record SessionRegistration(bool Accepted, IReadOnlyList<SessionRecord> Replaced)
{
    /// <summary>Accepted, and nobody had to go.</summary>
    public static SessionRegistration Alone { get; } = new(true, []);

    /// <summary>Refused.</summary>
    public static SessionRegistration Refused { get; } = new(false, []);
}
