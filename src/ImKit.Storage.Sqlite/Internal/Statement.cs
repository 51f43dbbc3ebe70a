using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A prepared statement, bound by position. One thread: that of its connection.</summary>
/// <remarks>Below Microsoft.Data.Sqlite's commands, which look parameters up by name and make a reader at every execution.</remarks>
internal sealed class Statement : IDisposable
{
    private const int StackBytes = 512;
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out _statement));
    }

    /// <summary>Binds from parameter 1 on, in order.</summary>
    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, bool value) => Bind(parameter, value ? 1L : 0L);

    public Statement Bind(int parameter, string value)
    {
        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        var utf8 = size <= StackBytes ? stackalloc byte[StackBytes] : new byte[size];
        Check(raw.sqlite3_bind_text(_statement, parameter, (ReadOnlySpan<byte>)utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <summary>Executes to the end; rows are not wanted.</summary>
    /// <returns>Rows changed.</returns>
    public int Run()
    {
        using var rows = Query();
        while (rows.Next())
        {
        }

        return raw.sqlite3_changes(_connection);
    }

    /// <summary>Executes; the result has to be disposed before the statement is used again.</summary>
    public Rows Query() => new(this);

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _connection);
    }

    /// <summary>The rows of one execution.</summary>
    internal readonly ref struct Rows(Statement owner)
    {
        public bool Next()
        {
            var code = raw.sqlite3_step(owner._statement);
            if (code == raw.SQLITE_ROW)
                return true;
            if (code != raw.SQLITE_DONE)
                SqliteException.ThrowExceptionForRC(code, owner._connection);
            return false;
        }

        public long Int64(int column) => raw.sqlite3_column_int64(owner._statement, column);

        public int Int32(int column) => raw.sqlite3_column_int(owner._statement, column);

        public bool Bool(int column) => Int64(column) != 0;

        public string Text(int column) => raw.sqlite3_column_text(owner._statement, column).utf8_to_string();

        /// <summary>Valid until the next row.</summary>
        public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(owner._statement, column);

        public Position Position(int column) => new(Int64(column), Int64(column + 1));

        // The result code repeats the error that Next has thrown already.
        public void Dispose() => _ = raw.sqlite3_reset(owner._statement);
    }
}
