using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>An append: two round trips, one transaction. Any thread.</summary>
/// <remarks>If anything fails, the connection goes back to the pool, which undoes what is open on it.</remarks>
internal sealed class Append
{
    private readonly ConversationNumbers _numbers = new();
    private readonly AppendReader _reader;
    private readonly KnownReader _knownReader;
    private readonly AppendWriter _writer;

    public Append(SchemaName schema)
    {
        var targets = new TargetReader(schema);
        (_reader, _knownReader, _writer) = (new(schema, targets), new(schema, targets), new(schema));
    }

    public async ValueTask<IReadOnlyList<AppendOutcome>> RunAsync(NpgsqlConnection connection, IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        var plan = await ReadAsync(connection, batch, cancel).ConfigureAwait(false);
        var entries = new List<NewEntry>(batch.Count);
        var outcomes = Decision.Batch(plan, entries);
        await _writer.WriteAsync(connection, plan, entries, cancel).ConfigureAwait(false);
        _numbers.Put(plan.Logs);
        return outcomes;
    }

    private async ValueTask<AppendPlan> ReadAsync(NpgsqlConnection connection, IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        var plan = new AppendPlan(batch);
        if (_numbers.TryGive(plan.Logs))
        {
            if (await _knownReader.TryReadAsync(connection, plan, cancel).ConfigureAwait(false))
                return plan;
            _numbers.Forget(plan.Logs);
            await AppendWriter.RollBackAsync(connection, cancel).ConfigureAwait(false);
        }

        plan = new AppendPlan(batch);
        await _reader.ReadAsync(connection, plan, cancel).ConfigureAwait(false);
        return plan;
    }
}
