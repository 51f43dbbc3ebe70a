using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace ImKit.Kafka.Internal;

/// <summary>What a message says of itself beside its payload. Immutable.</summary>
/// <param name="Publisher">The process that published it.</param>
/// <param name="Number">Counts the messages of that publisher for one node, from 1.</param>
/// <param name="Lane">Equal for equal keys.</param>
internal readonly record struct Envelope(string Publisher, long Number, ulong Lane)
{
    private const string Name = "imkit-1";

    /// <summary>The same number for the same text in every process. FNV-1a.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037;
        foreach (var part in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ part) * 1099511628211);
        return hash;
    }

    public static Envelope Of((string Publisher, long Number) message, ulong lane) => new(message.Publisher, message.Number, lane);

    /// <returns>Null if ImKit has not published it.</returns>
    public static Envelope? Parse(Headers? headers)
    {
        if (headers is null || !headers.TryGetLastBytes(Name, out var bytes) || bytes is null)
            return null;
        var parts = Encoding.UTF8.GetString(bytes).Split('/');
        return parts.Length == 3 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && ulong.TryParse(parts[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var lane)
            ? new Envelope(parts[0], number, lane)
            : null;
    }

    // The key itself is not sent: order needs only that equal keys are equal.
    public Headers ToHeaders() => new() { { Name, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Publisher}/{Number}/{Lane:x16}")) } };
}
