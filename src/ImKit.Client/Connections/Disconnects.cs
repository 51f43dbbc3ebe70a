using System.Text.Json;
using ImKit.Client.Diagnostics;
using ImKit.Client.Wires;

namespace ImKit.Client.Connections;

/// <summary>Reads operation 6. Pure.</summary>
internal static class Disconnects
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 4 };

    /// <summary>Reads the notice: protobuf in version 2, JSON in the others and before the login.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    public static LinkEnd Read(Frame frame)
    {
        if (frame.Version == Link.Version)
        {
            var body = Bodies.Read(frame.Body, Wire.Disconnect.Parser);
            return Of(body.Code, body.Reason, body.RetryAfterMs);
        }

        try
        {
            using var json = JsonDocument.Parse(frame.Body, Limits);
            var root = json.RootElement;
            return Of(
                root.GetProperty("code").GetInt32(),
                root.TryGetProperty("reason", out var reason) ? reason.GetString() ?? "" : "",
                root.TryGetProperty("retry_after_ms", out var retry) ? retry.GetInt64() : 0);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The server's last word cannot be read.", e);
        }
    }

    private static LinkEnd Of(int code, string reason, long retryMs) =>
        new(code, reason, retryMs > 0 ? TimeSpan.FromMilliseconds(Math.Min(retryMs, int.MaxValue)) : null, EndCause.Server);
}
