namespace ImKit;

/// <summary>The name of one live connection, unique within a tenant: a later connection with the same key replaces the earlier one.</summary>
/// <remarks>UTF-8, 1 to 128 bytes, no control characters. Compared by ordinal. The default value is not valid; its <see cref="Value"/> is the empty string.</remarks>
public readonly record struct ConnectionKey : IComparable<ConnectionKey>
{
    private readonly string? _value;

    /// <summary>Checks and wraps a value.</summary>
    /// <param name="value">UTF-8, 1 to 128 bytes, no control characters.</param>
    /// <exception cref="ArgumentException">The value breaks the rule.</exception>
    public ConnectionKey(string value) => _value = IdentifierRules.Require(value, IsValid(value), "A connection key is UTF-8, 1 to 128 bytes, without control characters.");

    private ConnectionKey(string value, bool _) => _value = value;

    /// <summary>The text itself.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether a text may be a <see cref="ConnectionKey"/>.</summary>
    /// <param name="value">Any text, also null.</param>
    public static bool IsValid(string? value) => value is not null && IdentifierRules.IsText(value, 128);

    /// <summary>Wraps a text that comes from outside, without throwing.</summary>
    /// <param name="value">Any text, also null.</param>
    /// <param name="result">The identifier, or the default value.</param>
    /// <returns>False if the text breaks the rule.</returns>
    public static bool TryCreate(string? value, out ConnectionKey result)
    {
        var valid = IsValid(value);
        result = valid ? new ConnectionKey(value!, true) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(ConnectionKey other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(ConnectionKey other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    public static bool operator <(ConnectionKey left, ConnectionKey right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(ConnectionKey left, ConnectionKey right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(ConnectionKey left, ConnectionKey right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(ConnectionKey left, ConnectionKey right) => left.CompareTo(right) >= 0;
}
