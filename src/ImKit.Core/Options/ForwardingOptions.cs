namespace ImKit;

/// <summary>How a node without <see cref="NodeRoles.Business"/> has requests answered by others, and how those take them.</summary>
public sealed class ForwardingOptions
{
    /// <summary>How long an answer may take; then the client is told that the outcome is unknown (101). Longer than <see cref="MessagingOptions.StoreTimeout"/>; default 15 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Requests that may be under way from this node, or be carried out on it for others; further ones are refused (100). Default 16,384.</summary>
    public int MaxInFlight { get; set; } = 16384;
}
