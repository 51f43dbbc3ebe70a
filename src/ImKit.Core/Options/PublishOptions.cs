namespace ImKit;

/// <summary>Messages that the host writes in transactions of its own database, and that a node sends after the commit.</summary>
public sealed class PublishOptions
{
    /// <summary>Whether this node takes part in sending them; one does at a time. Without a store that has them it does nothing. Default true.</summary>
    public bool Relay { get; set; } = true;

    /// <summary>Messages read at once. 1 to 1000. Default 100.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>How often the node that sends looks for new ones although the database did not tell of any. 10 ms to 10 min. Default 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after its last sign another node takes over from one that has died. 1 s to an hour, longer than twice
    /// <see cref="PollInterval"/>. Default 5 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a message is tried at which the server itself fails (<see cref="ImError.Internal"/>), for example because a policy of the host throws; then
    /// it is set aside. What is only busy or not available is tried for ever. 1 to 1000. Default 10.</summary>
    public int MaxAttempts { get; set; } = 10;
}
