namespace ImKit;

/// <summary>The name of one node (server process) of a cluster.</summary>
/// <remarks>Printable ASCII, 1 to 64 characters. Compared by ordinal. The default value is not valid; its <see cref="Value"/> is the empty string.</remarks>
public readonly record struct NodeId : IComparable<NodeId>
{
    private readonly string? _value;

    /// <summary>Checks and wraps a value.</summary>
    /// <param name="value">Printable ASCII, 1 to 64 characters.</param>
    /// <exception cref="ArgumentException">The value breaks the rule.</exception>
    public NodeId(string value) => _value = IdentifierRules.Require(value, IsValid(value), "A node id is printable ASCII, 1 to 64 characters.");

    private NodeId(string value, bool _) => _value = value;

    /// <summary>The text itself.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether a text may be a <see cref="NodeId"/>.</summary>
    /// <param name="value">Any text, also null.</param>
    public static bool IsValid(string? value) => value is not null && IdentifierRules.IsAscii(value, 64);

    /// <summary>Wraps a text that comes from outside, without throwing.</summary>
    /// <param name="value">Any text, also null.</param>
    /// <param name="result">The identifier, or the default value.</param>
    /// <returns>False if the text breaks the rule.</returns>
    public static bool TryCreate(string? value, out NodeId result)
    {
        var valid = IsValid(value);
        result = valid ? new NodeId(value!, true) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(NodeId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(NodeId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    public static bool operator <(NodeId left, NodeId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(NodeId left, NodeId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(NodeId left, NodeId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(NodeId left, NodeId right) => left.CompareTo(right) >= 0;
}
