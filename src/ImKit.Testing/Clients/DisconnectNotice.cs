using System.Text.Json;

namespace ImKit.Testing;

/// <summary>What a server says in operation 6 before it closes.</summary>
/// <param name="Code">4000 to 4499: reconnect; 4500 to 4999: do not.</param>
/// <param name="Reason">For people.</param>
/// <param name="RetryAfterMs">When to come back, in milliseconds; 0 if nothing was said.</param>
public sealed record DisconnectNotice(int Code, string Reason, long RetryAfterMs)
{
    internal static DisconnectNotice Read(TestFrame frame)
    {
        if (frame.Version == 2)
        {
            var message = Wire.Disconnect.Parser.ParseFrom(frame.Body.Span);
            return new DisconnectNotice(message.Code, message.Reason, message.RetryAfterMs);
        }

        using var json = JsonDocument.Parse(frame.Body);
        var body = json.RootElement;
        return new DisconnectNotice(
            body.GetProperty("code").GetInt32(),
            body.TryGetProperty("reason", out var reason) ? reason.GetString()! : "",
            body.TryGetProperty("retry_after_ms", out var retry) ? retry.GetInt64() : 0);
    }
}

/// <summary>How a connection ended, as its client saw it.</summary>
/// <param name="Notice">The server's operation 6, or null if it said nothing.</param>
/// <param name="CloseCode">The code of the WebSocket close frame, or null.</param>
/// <param name="InOrder">Whether the server closed in order; false if the connection was cut.</param>
public sealed record ClientEnd(DisconnectNotice? Notice, int? CloseCode, bool InOrder);
