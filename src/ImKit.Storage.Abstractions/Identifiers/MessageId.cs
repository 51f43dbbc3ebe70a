namespace ImKit;

/// <summary>The id of a log entry: for reference, never for order.</summary>
/// <remarks>41 bits of milliseconds since 2025-01-01, 10 bits of node, 12 bits of counter. Positive. A JSON string on the wire.</remarks>
/// <param name="Value">The number; 0 means none.</param>
public readonly record struct MessageId(long Value)
{
    /// <summary>The number in decimal.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
