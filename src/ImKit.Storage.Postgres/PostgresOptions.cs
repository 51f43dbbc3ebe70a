namespace ImKit.Storage.Postgres;

/// <summary>Where the PostgreSQL store keeps its tables, and its limits.</summary>
public sealed class PostgresOptions
{
    /// <summary>How to reach the database, in Npgsql's form: <c>Host=db;Database=chat;Username=imkit;Password=…;SSL Mode=VerifyFull</c>. Required.
    /// Its database has to be encoded in UTF-8. It is never logged.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The schema that holds the tables; made when missing. Lower-case letters, digits and underscores, at most 48. Default <c>imkit</c>.</summary>
    public string Schema { get; set; } = "imkit";

    /// <summary>Into how many parts the tables of entries and of dedup keys are split when they are made; of no effect afterwards. 1 to 128; default 8.</summary>
    public int Partitions { get; set; } = 8;

    /// <summary>The most connections of this node. 2 to 1000; default 20.</summary>
    public int MaxConnections { get; set; } = 20;

    /// <summary>Calls that may wait for a connection. One more fails at once with a <see cref="StorageException"/>. 16 to 1,000,000; default 4096.</summary>
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>How long a call may take, waiting included, before it fails with a <see cref="StorageException"/>. 0.1 s to an hour; default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may wait for a conversation that another transaction holds. 10 ms to an hour, less than <see cref="Timeout"/>; default 5 s.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts although the server is set to acknowledge commits that are not on disk (<c>synchronous_commit</c> or <c>fsync</c> is off): a
    /// crash may then take acknowledged messages. Default false: such a server is a start error.</summary>
    public bool AllowAsynchronousCommit { get; set; }

    /// <summary>Published messages that were refused for good and are kept for people to look at, in the table <c>publish_refused</c>; beyond it the oldest are
    /// dropped, and counted. 1 to 1,000,000; default 10,000.</summary>
    public int MaxRefused { get; set; } = 10_000;
}
