namespace ImKit.Forwarding;

/// <summary>What an access node asks a business node on its own account. Below zero: clients' operations never are.</summary>
internal static class InnerOperations
{
    /// <summary>Which version the feed of a user has.</summary>
    public const int FeedVersion = -1;

    /// <summary>Which of some conversations are large groups of a user's, and where they end.</summary>
    public const int LargeGroups = -2;

    /// <summary>Where some conversations end.</summary>
    public const int Heads = -3;

    /// <summary>Which of some users block the one who asks.</summary>
    public const int Blocking = -4;

    /// <summary>What the devices of a user have got: a hint.</summary>
    public const int Delivered = -5;
}
