using System.Globalization;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Messages;

/// <summary>Messages as they were read from a stream. Immutable.</summary>
/// <param name="Base">The base of the subscription.</param>
/// <param name="Messages">In their order.</param>
internal sealed record Waiting(string Base, IReadOnlyList<WaitingMessage> Messages)
{
    /// <returns>Null if another has subscribed for the node.</returns>
    public static Waiting? Parse(RedisResult result)
    {
        if (result.IsNull)
            return null;
        var values = (RedisValue[])result!;
        var messages = new WaitingMessage[(values.Length - 1) / 3];
        for (var i = 0; i < messages.Length; i++)
        {
            var id = values[1 + (i * 3)].ToString();
            var number = long.Parse(id.AsSpan(id.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
            messages[i] = new WaitingMessage(number, (long)values[2 + (i * 3)], (byte[])values[3 + (i * 3)]!);
        }

        return new Waiting(values[0]!, messages);
    }
}

/// <summary>One message.</summary>
/// <param name="Number">Counts the messages of the subscription.</param>
/// <param name="Lane">Equal for equal keys.</param>
/// <param name="Payload">What was published.</param>
internal readonly record struct WaitingMessage(long Number, long Lane, byte[] Payload);
