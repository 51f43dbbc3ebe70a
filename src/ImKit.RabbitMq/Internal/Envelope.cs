using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Internal;

/// <summary>What a message says of itself beside its payload. Immutable.</summary>
/// <param name="Publisher">The process that published it.</param>
/// <param name="Number">Counts the messages of that publisher for one node, from 1.</param>
/// <param name="Lane">Equal for equal keys.</param>
internal readonly record struct Envelope(string Publisher, long Number, ulong Lane)
{
    private const string Kind = "imkit.1";

    /// <summary>The lane of a key. The key itself is not sent: order needs only that equal keys are equal. FNV-1a.</summary>
    public static ulong LaneOf(string key)
    {
        var hash = 14695981039346656037;
        foreach (var part in Encoding.UTF8.GetBytes(key))
            hash = unchecked((hash ^ part) * 1099511628211);
        return hash;
    }

    public static Envelope Of((string Publisher, long Number) message, ulong lane) => new(message.Publisher, message.Number, lane);

    /// <returns>Null if ImKit has not published it.</returns>
    public static Envelope? Parse(IReadOnlyBasicProperties properties)
    {
        if (properties.Type != Kind || properties.MessageId is not { } id || id.LastIndexOf('/') is var slash && slash < 0)
            return null;
        return long.TryParse(id.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && ulong.TryParse(properties.CorrelationId, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var lane)
            ? new Envelope(id[..slash], number, lane)
            : null;
    }

    public BasicProperties ToProperties() => new()
    {
        Type = Kind,
        MessageId = string.Create(CultureInfo.InvariantCulture, $"{Publisher}/{Number}"),
        CorrelationId = Lane.ToString("x16", CultureInfo.InvariantCulture),
        DeliveryMode = DeliveryModes.Transient,
    };
}
