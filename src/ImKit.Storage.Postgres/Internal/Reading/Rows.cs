using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Reading;

/// <summary>Rows of a batch's one result. Each goes on to the end of the batch: an error of its commit is thrown there, and by a reader that is
/// closed before it is not.</summary>
internal static class Rows
{
    /// <summary>All of them, in their order.</summary>
    public static async ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(this NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        var found = new List<T>();
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            found.Add(read(rows));
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return found;
    }

    /// <summary>Each where its first column, counted from one, says; null elsewhere.</summary>
    public static async ValueTask<T?[]> ReadPlacesAsync<T>(this NpgsqlBatch batch, int count, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
        where T : class
    {
        var found = new T?[count];
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            found[rows.GetInt64(0) - 1] = read(rows);
        return found;
    }

    /// <summary>The first, or null.</summary>
    public static async ValueTask<T?> ReadFirstAsync<T>(this NpgsqlBatch batch, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
        where T : class
    {
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        var first = await rows.ReadAsync(cancel).ConfigureAwait(false) ? read(rows) : null;
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return first;
    }

    /// <summary>The rows of one result of several, each with the place that its first column says, from zero; then goes to the next result.</summary>
    public static async ValueTask ReadPlacesAsync(this NpgsqlDataReader rows, Action<int> read, CancellationToken cancel)
    {
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            read((int)rows.GetInt64(0) - 1);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
    }
}
