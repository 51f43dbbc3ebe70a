using Npgsql;

namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>A transaction of somebody else that holds something.</summary>
internal sealed class Blocker : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Blocker(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Begins and runs the statements that take the locks.</summary>
    public static async Task<Blocker> HoldAsync(string connectionString, params string[] statements)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await ExecuteAsync(connection, "BEGIN");
        foreach (var sql in statements)
            await ExecuteAsync(connection, sql);
        return new Blocker(connection);
    }

    /// <summary>Waits until so many of a node's connections wait for this transaction.</summary>
    public Task WaitersAsync(string connectionString, string application, int count) => Until.HoldsAsync(
        async () => (long)(await TestDatabase.ExecuteAsync(
            connectionString,
            $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{application}' AND {_connection.ProcessID} = ANY (pg_blocking_pids(pid))"))! == count,
        $"{count} connections wait for the lock");

    /// <summary>Keeps what it has done.</summary>
    public Task CommitAsync() => ExecuteAsync(_connection, "COMMIT");

    /// <summary>Lets go.</summary>
    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
