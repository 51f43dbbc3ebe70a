namespace ImKit;

/// <summary>An isolated customer of the host; the first part of every key. The empty text is the default tenant.</summary>
/// <remarks>At most 32 characters of <c>[a-z0-9-]</c>; may be empty. Compared by ordinal. The default value is the default tenant.</remarks>
public readonly record struct TenantId : IComparable<TenantId>
{
    private readonly string? _value;

    /// <summary>Checks and wraps a value.</summary>
    /// <param name="value">At most 32 characters of <c>[a-z0-9-]</c>; may be empty.</param>
    /// <exception cref="ArgumentException">The value breaks the rule.</exception>
    public TenantId(string value) => _value = IdentifierRules.Require(value, IsValid(value), "A tenant id is at most 32 characters of a-z, 0-9 and hyphen.");

    private TenantId(string value, bool _) => _value = value;

    /// <summary>The text itself.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether a text may be a <see cref="TenantId"/>.</summary>
    /// <param name="value">Any text, also null.</param>
    public static bool IsValid(string? value) => value is not null && IdentifierRules.IsTenant(value);

    /// <summary>Wraps a text that comes from outside, without throwing.</summary>
    /// <param name="value">Any text, also null.</param>
    /// <param name="result">The identifier, or the default value.</param>
    /// <returns>False if the text breaks the rule.</returns>
    public static bool TryCreate(string? value, out TenantId result)
    {
        var valid = IsValid(value);
        result = valid ? new TenantId(value!, true) : default;
        return valid;
    }

    /// <inheritdoc/>
    public int CompareTo(TenantId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public bool Equals(TenantId other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;

    /// <summary>Ordinal order.</summary>
    public static bool operator <(TenantId left, TenantId right) => left.CompareTo(right) < 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >(TenantId left, TenantId right) => left.CompareTo(right) > 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator <=(TenantId left, TenantId right) => left.CompareTo(right) <= 0;

    /// <summary>Ordinal order.</summary>
    public static bool operator >=(TenantId left, TenantId right) => left.CompareTo(right) >= 0;
}
