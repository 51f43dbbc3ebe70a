namespace ImKit;

/// <summary>What happens to pushes for a connection whose ring of waiting bytes is full. Every drop is counted.</summary>
public enum SlowConsumerPolicy
{
    /// <summary>The connection is closed with <see cref="CloseReason.SlowConsumer"/>; the client reconnects and syncs.</summary>
    Disconnect = 0,

    /// <summary>The oldest waiting pushes make room.</summary>
    DropOldest = 1,

    /// <summary>The new push is dropped.</summary>
    DropNewest = 2,

    /// <summary>A waiting push with the same collapse key is replaced at once, full or not; without one as <see cref="DropOldest"/>.</summary>
    LatestOnly = 3,
}
