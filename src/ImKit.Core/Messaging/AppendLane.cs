namespace ImKit.Messaging;

/// <summary>The requests of some conversations, in their order: at most one append at a time takes from it. Guarded by the lanes' lock.</summary>
internal sealed class AppendLane
{
    public Queue<PendingAppend> Waiting { get; } = new();

    /// <summary>Whether an append has taken from it and has not ended.</summary>
    public bool UnderWay { get; set; }
}
