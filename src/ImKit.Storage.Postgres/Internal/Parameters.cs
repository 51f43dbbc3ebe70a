using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Statements of a batch and their parameters, by position, each with its type: the same text is prepared once.</summary>
internal static class Parameters
{
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, long value) => command.With(value, NpgsqlDbType.Bigint);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, int value) => command.With(value, NpgsqlDbType.Integer);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string value) => command.With(value, NpgsqlDbType.Text);

    /// <summary>Null leaves it to the statement.</summary>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, bool? value) => command.WithNullable(value, NpgsqlDbType.Boolean);

    /// <summary>Null leaves it to the statement.</summary>
    public static NpgsqlBatchCommand WithNullable(this NpgsqlBatchCommand command, string? value) => command.WithNullable(value, NpgsqlDbType.Text);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, TimeSpan value) => command.With((long)value.TotalMilliseconds, NpgsqlDbType.Bigint);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, long[] values) => command.With(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, int[] values) => command.With(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, bool[] values) => command.With(values, NpgsqlDbType.Array | NpgsqlDbType.Boolean);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string?[] values) => command.With(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, byte[][] values) => command.With(values, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    /// <summary>Without a copy, where the memory is a whole array.</summary>
    public static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : memory.ToArray();

    /// <summary>One column of rows.</summary>
    public static TValue[] Column<TRow, TValue>(this IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = value(rows[i]);
        return column;
    }

    public static Position Position(this NpgsqlDataReader reader, int column) => new(reader.GetInt64(column), reader.GetInt64(column + 1));

    private static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return command;
    }

    private static NpgsqlBatchCommand WithNullable(this NpgsqlBatchCommand command, object? value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }
}
