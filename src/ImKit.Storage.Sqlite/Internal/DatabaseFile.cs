using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Opens the file: knows it for ImKit's or refuses it, and brings its schema up to date.</summary>
internal sealed class DatabaseFile(SqliteOptions options, TimeProvider time)
{
    public string Path => options.Path;

    /// <summary>The writer's connection; creates and migrates.</summary>
    public Connection OpenForWriting(Action<int, int> migrated)
    {
        CreatePrivate();
        return Open(create: true, connection =>
        {
            Recognise(connection);
            UseLog(connection);
            Migrate(connection, Schema.Steps, migrated);
            connection.Execute($"PRAGMA synchronous={(options.Durability == SqliteDurability.PowerLoss ? "FULL" : "NORMAL")}");
            // 32 MiB of pages in memory. The log keeps its length, so that it is written over and not made anew, unless a long read had held it.
            connection.Execute("PRAGMA cache_size=-32768");
            connection.Execute($"PRAGMA wal_autocheckpoint={options.CheckpointPages}; PRAGMA journal_size_limit={options.CheckpointPages * 8192L}");
            if (options.MaxFileBytes > 0)
                LimitSize(connection);
        });
    }

    /// <summary>A reader's connection to a file that the writer has opened before.</summary>
    public Connection OpenForReading() => Open(create: false, static connection => connection.Execute("PRAGMA query_only=ON; PRAGMA cache_size=-8192"));

    /// <summary>Runs the steps that the file has not seen, all or none of them.</summary>
    public void Migrate(Connection connection, IReadOnlyList<string> steps, Action<int, int> migrated)
    {
        if (Version(connection) == steps.Count)
            return;
        connection.AddSectionFunction();
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            // Read again under the lock: another process may have done it meanwhile.
            var from = Version(connection);
            if (from > steps.Count)
                throw new StorageException($"The file {Path} has schema version {from}; this version of ImKit.Storage.Sqlite knows {steps.Count}. Use the newer package.");
            if (from == 0)
                connection.Execute($"CREATE TABLE imkit_schema (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT; PRAGMA application_id={Schema.ApplicationId}");
            for (var version = from; version < steps.Count; version++)
            {
                connection.Execute(steps[version]);
                connection.Execute($"INSERT INTO imkit_schema VALUES ({version + 1}, {time.GetUtcNow().ToUnixTimeMilliseconds()})");
            }

            connection.Execute("COMMIT");
            if (from < steps.Count)
                migrated(from, steps.Count);
        }
        catch
        {
            if (!connection.InAutocommit)
                connection.Execute("ROLLBACK");
            throw;
        }
    }

    private Connection Open(bool create, Action<Connection> prepare)
    {
        var connection = new Connection(Path, options.BusyTimeout, create);
        try
        {
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // SQLite gives its -wal and -shm files the rights of the main file.
    private void CreatePrivate()
    {
        if (File.Exists(Path))
            return;
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var created = new FileStream(Path, how);
    }

    // Before anything is written: a file of somebody else is left exactly as it was.
    private void Recognise(Connection connection)
    {
        // The tables first: another process that creates the file at this moment commits its id together with them.
        var isEmpty = Number(connection, "SELECT count(*) FROM sqlite_master") == 0;
        var id = Number(connection, "PRAGMA application_id");
        if (id != Schema.ApplicationId && !(isEmpty && id == 0))
            throw new StorageException($"The file {Path} is an SQLite database, but not one of ImKit. Choose another path.");
        var version = Version(connection);
        if (version > Schema.Steps.Length)
            throw new StorageException($"The file {Path} has schema version {version}; this version of ImKit.Storage.Sqlite knows {Schema.Steps.Length}. Use the newer package.");
    }

    // Of several processes that switch a new file at once SQLite refuses all but one, and does not wait as it does elsewhere: the switch asks for
    // its write lock under a read lock. Who was refused waits, holding nothing, for the transaction of the other, and then finds the file switched.
    private void UseLog(Connection connection)
    {
        var began = time.GetTimestamp();
        string? mode;
        while ((mode = TryUseLog(connection, began)) is null)
            connection.Execute("BEGIN IMMEDIATE; COMMIT");
        if (mode != "wal")
            throw new StorageException($"The file {Path} cannot use a write-ahead log (SQLite answers '{mode}'). A local disk is needed.");
    }

    private string? TryUseLog(Connection connection, long began)
    {
        try
        {
            return connection.Scalar("PRAGMA journal_mode=WAL");
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_BUSY && time.GetElapsedTime(began) < options.BusyTimeout)
        {
            return null;
        }
    }

    private void LimitSize(Connection connection) =>
        connection.Execute($"PRAGMA max_page_count={Math.Max(1, options.MaxFileBytes / Number(connection, "PRAGMA page_size"))}");

    private static int Version(Connection connection) =>
        Number(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'imkit_schema'") == 0
            ? 0
            : (int)Number(connection, "SELECT coalesce(max(version), 0) FROM imkit_schema");

    private static long Number(Connection connection, string sql) => long.Parse(connection.Scalar(sql), CultureInfo.InvariantCulture);
}
