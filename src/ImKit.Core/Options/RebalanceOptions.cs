namespace ImKit;

/// <summary>How a node that holds more than its share of connections lets clients go to others, as when a node has joined.</summary>
/// <remarks>Clients are told by operation 6 with code 4007, those alone whom the <see cref="Nodes.NodeChoice"/> would send to another node of the same region. No node
/// goes below its share, and none that drains takes part.</remarks>
public sealed class RebalanceOptions
{
    /// <summary>Whether clients are told to move. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>By how much of its share a node may hold more before it lets clients go. 0.01 to 10; default 0.1.</summary>
    public double Tolerance { get; set; } = 0.1;

    /// <summary>Clients that a node tells in a second. 1 to 10,000; default 20.</summary>
    public int PerSecond { get; set; } = 20;

    /// <summary>How often a node compares, and how long a client is left in peace after its login. At least <see cref="NodeOptions.Lease"/>; default 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Clients are told to come back after a random time up to this. Default 5 s.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
