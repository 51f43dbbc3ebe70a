namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The writer's connection, its statements and what it knows of the file. The writer's thread only.</summary>
internal sealed class WriteSession : IDisposable
{
    private readonly Connection _connection;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _savepoint;
    private readonly Statement _release;
    private readonly Statement _dataVersion;
    private long _knownVersion;

    public WriteSession(Connection connection)
    {
        _connection = connection;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _savepoint = connection.Prepare("SAVEPOINT one");
        _release = connection.Prepare("RELEASE one");
        _dataVersion = connection.Prepare("PRAGMA data_version");
        Logs = new LogCache(connection);
        Entries = new EntryWriter(connection);
        Targets = new TargetWriter(connection);
        Trim = new Trim(connection);
        Feed = new FeedWriter(connection);
        Contacts = new ContactWriter(connection);
        Sections = new SectionTable(connection);
    }

    public LogCache Logs { get; }

    public EntryWriter Entries { get; }

    public TargetWriter Targets { get; }

    public Trim Trim { get; }

    public FeedWriter Feed { get; }

    public ContactWriter Contacts { get; }

    public SectionTable Sections { get; }

    /// <summary>Takes the write lock of the file.</summary>
    public void Begin()
    {
        _begin.Run();
        using var rows = _dataVersion.Query();
        rows.Next();
        // The number moves when another process has committed: then nothing that is known holds.
        if (rows.Int64(0) != _knownVersion)
            Logs.Forget();
        _knownVersion = rows.Int64(0);
    }

    /// <summary>Undoes the transaction and begins another.</summary>
    public void Restart()
    {
        Logs.Forget();
        if (!_connection.InAutocommit)
            _connection.Execute("ROLLBACK");
        Begin();
    }

    public void BeginOne() => _savepoint.Run();

    public void EndOne() => _release.Run();

    /// <summary>Undoes what came after <see cref="BeginOne"/>.</summary>
    /// <returns>False if the whole transaction is lost with it.</returns>
    public bool TryUndoOne()
    {
        Logs.Forget();
        if (_connection.InAutocommit)
            return false;
        try
        {
            _connection.Execute("ROLLBACK TO one; RELEASE one");
            return true;
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return false;
        }
    }

    public void Commit()
    {
        _commit.Run();
        Logs.Trim();
    }

    /// <returns>False if the connection is of no more use.</returns>
    public bool TryRollback()
    {
        Logs.Forget();
        try
        {
            if (!_connection.InAutocommit)
                _connection.Execute("ROLLBACK");
            return true;
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            return false;
        }
    }

    /// <summary>Moves the write-ahead log into the file.</summary>
    public void Checkpoint() => _connection.Execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)");

    public string Scalar(string sql) => _connection.Scalar(sql);

    public void Dispose() => _connection.Dispose();
}
