namespace ImKit.Storage.Sqlite;

/// <summary>Where the SQLite store keeps its file, and its limits.</summary>
public sealed class SqliteOptions
{
    /// <summary>The file. Created when missing, readable by its owner only; its folder has to exist. Required.</summary>
    public string Path { get; set; } = "";

    /// <summary>When a commit counts as on disk. Default: <see cref="SqliteDurability.PowerLoss"/>.</summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.PowerLoss;

    /// <summary>Threads that read, each with its own connection. 1 to 64; default 2.</summary>
    public int ReaderThreads { get; set; } = 2;

    /// <summary>Calls that may wait for the writer, and as many for the readers. One more fails at once with a <see cref="StorageException"/>.
    /// 16 to 1,000,000; default 4096.</summary>
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>The most calls that one transaction commits together. 1 to 10,000; default 256.</summary>
    public int MaxCallsPerCommit { get; set; } = 256;

    /// <summary>How long a call may take, waiting included, before it fails with a <see cref="StorageException"/>. Up to a day; default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for another process that holds the file. Up to an hour; default 5 s.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pages of 4 KiB that the write-ahead log takes before they are moved into the file. More of them cost disk space and a longer
    /// opening after a crash; fewer are written twice more often, since a page that many commits have changed is moved once. 100 to 1,000,000;
    /// default 16,000 (64 MiB).</summary>
    public int CheckpointPages { get; set; } = 16_000;

    /// <summary>The size in bytes beyond which the file does not grow: appends then fail as on a full disk. 0 (default) for no limit,
    /// otherwise 1 MiB or more.</summary>
    public long MaxFileBytes { get; set; }
}
