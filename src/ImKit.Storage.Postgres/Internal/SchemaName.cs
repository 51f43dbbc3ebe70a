using System.Buffers;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The schema's name, checked, so that it may stand in the text of a statement. Pure.</summary>
internal sealed class SchemaName
{
    private const int MaxLength = 48;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public SchemaName(string value) => Value = IsValid(value) ? value : throw new ArgumentException("Not a schema name.", nameof(value));

    public string Value { get; }

    public static bool IsValid(string? value) => value is { Length: > 0 and <= MaxLength } && !value.AsSpan().ContainsAnyExcept(Allowed)
        && !char.IsAsciiDigit(value[0]) && !value.StartsWith("pg_", StringComparison.Ordinal);

    /// <summary>As it stands before a table's name in SQL.</summary>
    public override string ToString() => $"\"{Value}\"";
}
