namespace ImKit;

/// <summary>The sender's own id of a message; the key by which a retry is recognised.</summary>
/// <remarks>UTF-8, 1 to 64 bytes, no control characters. Compared by ordinal. The default value is not valid; its <see cref="Value"/> is the empty string.</remarks>
public readonly record struct ClientMsgId : IComparable<ClientMsgId>
{
    private readonly string? _value;

    /// <summary>Checks and wraps a value.</summary>
    /// <param name="value">UTF-8, 1 to 64 bytes, no control characters.</param>
    /// <exception cref="ArgumentException">The value breaks the rule.</exception>
    public ClientMsgId(string value) => _value = IdentifierRules.Require(value, IsValid(value), "A client message id is UTF-8, 1 to 64 bytes, without control characters.");

    private ClientMsgId(string value, bool _) => _value = value;

    /// <summary>The text itself.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether a text may be a <see cref="ClientMsgId"/>.</summary>
    /// <param name="value">Any text, also null.</param>
    public static bool IsValid(string? value) => value is not null && IdentifierRules.IsText(value, 64);

    /// <summary>Wraps a text that comes from outside, without throwing.</summary>
    /// <param name="value">Any text, also null.</param>
    /// <param name="result">The identifier, or the default value.</param>
    /// <returns>False if the text breaks the rule.</returns>
    public static bool TryCreate(string? value, out ClientMsgId result)
    {
        var valid = IsValid(value);
        result = valid ? new ClientMsgId(value!, true) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(ClientMsgId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(ClientMsgId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    public static bool operator <(ClientMsgId left, ClientMsgId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(ClientMsgId left, ClientMsgId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(ClientMsgId left, ClientMsgId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(ClientMsgId left, ClientMsgId right) => left.CompareTo(right) >= 0;
}
