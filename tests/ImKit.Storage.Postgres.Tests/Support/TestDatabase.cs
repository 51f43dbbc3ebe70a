using Npgsql;

[assembly: AssemblyFixture(typeof(ImKit.Storage.Postgres.Tests.Support.TestDatabase))]

namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>The server of all tests: the one that IMKIT_POSTGRES names (a connection string), or one of their own.</summary>
/// <remarks>The role has to be a superuser: tests end connections and say who is the victim of a deadlock.</remarks>
public sealed class TestDatabase : IAsyncLifetime
{
    private static string? s_connectionString;
    private static int s_lastSchema;
    private PostgresServer? _server;

    /// <summary>How to reach it.</summary>
    public static string ConnectionString => s_connectionString ?? throw new InvalidOperationException("The fixture has not run.");

    /// <summary>A schema of all tests that need none of their own.</summary>
    internal static string SharedSchema { get; } = NewSchema();

    /// <summary>The name of a schema that nobody else uses.</summary>
    internal static string NewSchema() => $"imkit_test_{Environment.ProcessId}_{Interlocked.Increment(ref s_lastSchema)}";

    public async ValueTask InitializeAsync()
    {
        s_connectionString = Environment.GetEnvironmentVariable("IMKIT_POSTGRES");
        if (string.IsNullOrEmpty(s_connectionString))
        {
            _server = await PostgresServer.StartAsync();
            s_connectionString = _server.ConnectionString;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            return;
        }

        for (var schema = 1; schema <= s_lastSchema; schema++)
            await ExecuteAsync(ConnectionString, $"DROP SCHEMA IF EXISTS imkit_test_{Environment.ProcessId}_{schema} CASCADE");
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    internal static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false;Include Error Detail=true");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
