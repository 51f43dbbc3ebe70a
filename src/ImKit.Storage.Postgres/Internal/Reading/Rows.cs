using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Reading;

/// <summary>Rows of a batch's one result.</summary>
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
        return await rows.ReadAsync(cancel).ConfigureAwait(false) ? read(rows) : null;
    }
}
