using ImKit.Storage.Postgres;
using Npgsql;

namespace ImKit.Bench.Send;

/// <summary>A schema for one round, dropped after it.</summary>
internal sealed class PostgresSchema(string database, string name) : IAsyncDisposable
{
    public string Database => database;

    /// <summary>Of the tables that ImKit fills.</summary>
    public string Name => name;

    public static async Task<PostgresSchema> CreateAsync(string database)
    {
        var schema = new PostgresSchema(database, $"imkit_bench_{Environment.ProcessId}");
        await schema.DropAsync();
        return schema;
    }

    public void Configure(PostgresOptions options)
    {
        options.ConnectionString = database;
        options.Schema = name;
    }

    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task DropAsync()
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand($"DROP SCHEMA IF EXISTS {name} CASCADE");
        await command.ExecuteNonQueryAsync();
    }
}
