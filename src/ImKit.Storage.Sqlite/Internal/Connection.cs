using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>One connection to the file. One thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];

    public Connection(string path, TimeSpan busyTimeout, bool create)
    {
        // A full path never begins with "file:", which SQLite would take for a URI.
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = System.IO.Path.GetFullPath(path),
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        _connection = new SqliteConnection(text.ToString());
        try
        {
            _connection.Open();
            _ = raw.sqlite3_busy_timeout(Handle, (int)busyTimeout.TotalMilliseconds);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether no transaction is open: an error may have ended it.</summary>
    public bool InAutocommit => raw.sqlite3_get_autocommit(Handle) != 0;

    public long LastInsertId => raw.sqlite3_last_insert_rowid(Handle);

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>Gives SQL the function <c>imkit_section(tenant, name)</c>: into which section a conversation falls.</summary>
    public void AddSectionFunction() => _connection.CreateFunction(
        "imkit_section",
        static (string tenant, string name) => Sections.OfConversation(new ConversationKey(new TenantId(tenant), new ConversationId(name))),
        isDeterministic: true);

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(Handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Executes statements that answer nothing.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>The first column of the first row, as text; empty if there is none.</summary>
    public string Scalar(string sql)
    {
        using var statement = new Statement(Handle, sql);
        using var rows = statement.Query();
        return rows.Next() ? rows.Text(0) ?? "" : "";
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
    }
}
