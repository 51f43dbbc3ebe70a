using ImKit.Nodes;

namespace ImKit;

/// <summary>How many devices of a user are connected at once. Kept over all nodes, and also when several log in at the same moment.</summary>
public sealed class DeviceOptions
{
    /// <summary>Connections of one user; 0 for no limit. Beyond it the oldest are closed (4502). Default 32.</summary>
    public int MaxPerUser { get; set; } = 32;

    /// <summary>What happens when a second device of a class logs in; for classes that <see cref="Classes"/> does not name. Default
    /// <see cref="DevicePolicy.Allow"/>.</summary>
    public DevicePolicy Default { get; set; }

    /// <summary>The same for single classes, by the name that the authenticator gives (<c>AuthResult.DeviceClass</c>), compared by ordinal.</summary>
    public IDictionary<string, DevicePolicy> Classes { get; } = new Dictionary<string, DevicePolicy>(StringComparer.Ordinal);

    internal SessionLimits LimitsOf(string deviceClass)
    {
        var policy = Classes.TryGetValue(deviceClass, out var own) ? own : Default;
        return new SessionLimits(MaxPerUser, policy == DevicePolicy.Allow ? 0 : 1, policy == DevicePolicy.RefuseNew);
    }
}

/// <summary>What happens when a second device of a class logs in.</summary>
public enum DevicePolicy
{
    /// <summary>Both stay.</summary>
    Allow = 0,

    /// <summary>The one that was there is closed (4502).</summary>
    CloseOld = 1,

    /// <summary>The new one is refused (4504).</summary>
    RefuseNew = 2,
}
