using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>An append: two round trips, one transaction. Any thread.</summary>
/// <remarks>If anything fails, the connection goes back to the pool, which undoes what is open on it.</remarks>
internal sealed class Append(SchemaName schema)
{
    private readonly AppendReader _reader = new(schema);
    private readonly AppendWriter _writer = new(schema);

    public async ValueTask<IReadOnlyList<AppendOutcome>> RunAsync(NpgsqlConnection connection, IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        var plan = new AppendPlan(batch);
        await _reader.ReadAsync(connection, plan, cancel).ConfigureAwait(false);
        var entries = new List<NewEntry>(batch.Count);
        var outcomes = Decision.Batch(plan, entries);
        await _writer.WriteAsync(connection, plan, entries, cancel).ConfigureAwait(false);
        return outcomes;
    }
}
