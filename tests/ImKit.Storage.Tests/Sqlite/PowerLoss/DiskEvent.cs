namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>One thing that a traced process did to the files of a folder, or said. A file goes by its name, the folder itself by "".</summary>
internal abstract record DiskEvent
{
    /// <summary>Opened, to be made when missing.</summary>
    public sealed record Created(string Name) : DiskEvent;

    public sealed record Written(string Name, long Offset, byte[] Data) : DiskEvent;

    public sealed record Resized(string Name, long Length) : DiskEvent;

    public sealed record Removed(string Name) : DiskEvent;

    /// <summary>A sync covers what came before it began, and only once it has ended.</summary>
    public sealed record SyncBegun(string Name, int Thread) : DiskEvent;

    public sealed record Synced(string Name, int Thread) : DiskEvent;

    /// <summary>The writer is about to tell the world that the entry is stored.</summary>
    public sealed record Acknowledged(string Group, string Id, long Seq) : DiskEvent;
}
