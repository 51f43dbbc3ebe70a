namespace ImKit;

/// <summary>Receipts: members hear how far others have read, and what the devices of others have got.</summary>
public sealed class ReceiptOptions
{
    /// <summary>Whether read receipts are given. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether delivered receipts are given. Default true.</summary>
    public bool Delivered { get; set; } = true;

    /// <summary>The most members that a conversation with receipts has, at most 1000. Default 100.</summary>
    public int MaxMembers { get; set; } = 100;

    /// <summary>How long receipts are gathered before they are pushed. Default 1 s.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);
}
