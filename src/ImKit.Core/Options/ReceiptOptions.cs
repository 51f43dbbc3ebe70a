namespace ImKit;

/// <summary>Read receipts: members hear how far others have read.</summary>
public sealed class ReceiptOptions
{
    /// <summary>Whether they are given. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The most members that a conversation with read receipts has, at most 1000. Default 100.</summary>
    public int MaxMembers { get; set; } = 100;

    /// <summary>How long receipts are gathered before they are pushed. Default 1 s.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);
}
