using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Leads from one version of the schema to the next, in the transaction of the whole migration.</summary>
/// <param name="Sql">What changes the tables; it is told the schema and the number of parts.</param>
/// <param name="Fill">Computes what SQL cannot say, of the rows that are there.</param>
internal sealed record MigrationStep(Func<SchemaName, int, string> Sql, Func<NpgsqlConnection, SchemaName, CancellationToken, ValueTask>? Fill = null);
