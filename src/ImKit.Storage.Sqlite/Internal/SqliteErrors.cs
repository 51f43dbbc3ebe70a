using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Says in words what SQLite's codes say. Pure.</summary>
internal static class SqliteErrors
{
    public static StorageException Describe(string path, Exception exception) => exception switch
    {
        StorageException known => known,
        SqliteException sqlite => new StorageException($"The file {path}: {Meaning(sqlite)} (SQLite {sqlite.SqliteErrorCode}/{sqlite.SqliteExtendedErrorCode}).", sqlite),
        _ => new StorageException($"The file {path}: {exception.Message}", exception),
    };

    private static string Meaning(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => "the disk, or the size that the options allow, is full",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process holds it",
        raw.SQLITE_CORRUPT => "it is damaged",
        raw.SQLITE_NOTADB => "it is not an SQLite database; choose another path",
        raw.SQLITE_CANTOPEN => "it cannot be opened; check that its folder exists and may be written",
        raw.SQLITE_READONLY => "it may only be read",
        raw.SQLITE_IOERR => "the disk reports an error",
        _ => exception.Message,
    };
}
