namespace ImKit;

/// <summary>How much one user, device or address may ask for, and what happens to those who do not stop, on all nodes.</summary>
/// <remarks>Who asks too fast is refused (error 103) and may ask again; who goes on after that is closed (4005) and locked out for a while, each time
/// for twice as long. Nobody else waits for it.</remarks>
public sealed class RateOptions
{
    /// <summary>Messages a second that one user may send, on all their connections; 0 for no limit. Default 50.</summary>
    public int SendsPerSecond { get; set; } = 50;

    /// <summary>Whether what is let through counts on all nodes that share it (<c>AddRedis</c>), within about a second; otherwise each node counts alone. See docs/decisions/rates-over-nodes.md.
    /// Default true.</summary>
    public bool OverAllNodes { get; set; } = true;

    /// <summary>Messages that one user may send at once after a while of silence; 1 or more. Default 200.</summary>
    public int SendBurst { get; set; } = 200;

    /// <summary>Further rules; a request has to fit all that name its operation. None by default.</summary>
    public IList<RateRule> Rules { get; } = [];

    /// <summary>Refusals within ten seconds after which a user is locked out; 0 for never. Default 200.</summary>
    public int RefusalsBeforeBan { get; set; } = 200;

    /// <summary>Refused logins from one address (of an IPv6 address its /64) within ten seconds after which its logins are refused for a while; 0 for never.
    /// Default 50.</summary>
    public int BadLoginsBeforeBan { get; set; } = 50;

    /// <summary>How long the first ban lasts; each further one lasts twice as long. A ban is forgotten after ten times its length without another. Default 10 s.</summary>
    public TimeSpan FirstBan { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest ban. Default 10 min.</summary>
    public TimeSpan MaxBan { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>One rule: a bucket of permits for each user, device or address, which fills again at a steady pace.</summary>
public sealed class RateRule
{
    /// <summary>A rule.</summary>
    /// <param name="name">Its name in metrics and logs.</param>
    public RateRule(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>Its name in metrics, logs and between nodes.</summary>
    public string Name { get; }

    /// <summary>The operations it is for; empty for every request of a client, save logins, heartbeats and acks.</summary>
    public IReadOnlyList<int> Operations { get; set; } = [];

    /// <summary>Whose requests are counted together. Default <see cref="RateScope.User"/>.</summary>
    public RateScope Scope { get; set; }

    /// <summary>Permits that come back each <see cref="Period"/>; 1 or more.</summary>
    public int Permits { get; set; } = 1;

    /// <summary>How often they come back. Default 1 s.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Permits the bucket holds; 1 or more.</summary>
    public int Burst { get; set; } = 1;
}

/// <summary>Whose requests are counted together.</summary>
public enum RateScope
{
    /// <summary>A user's, on all their connections.</summary>
    User = 0,

    /// <summary>A device's of a user (<c>AuthResult.Device</c>); without a device id the user's.</summary>
    Device = 1,

    /// <summary>A client address's; of an IPv6 address its /64.</summary>
    Address = 2,
}
