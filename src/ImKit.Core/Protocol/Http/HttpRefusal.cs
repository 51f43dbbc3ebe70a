using System.Globalization;
using System.Text;

namespace ImKit.Protocol.Http;

/// <summary>Why a request gets no WebSocket: the answer's status, a word for metrics, and a text for people. Never holds what a client sent.</summary>
internal sealed record HttpRefusal(int Status, string Phrase, string Reason, string Text, string Headers = "")
{
    public static readonly HttpRefusal NotHttp = Bad("This is not an HTTP/1.1 request.");
    public static readonly HttpRefusal Target = Bad("The address in the request is malformed.");
    public static readonly HttpRefusal Line = Bad("A header line is malformed.");
    public static readonly HttpRefusal Host = Bad("A request names its Host once.");
    public static readonly HttpRefusal Twice = Bad("A header of the handshake stands twice.");
    public static readonly HttpRefusal Body = Bad("A request for WebSocket has no body.");
    public static readonly HttpRefusal Key = Bad("Sec-WebSocket-Key must be 16 bytes in base64.");
    public static readonly HttpRefusal Origin = new(403, "Forbidden", "origin", "Pages of this origin may not connect here.");
    public static readonly HttpRefusal Path = new(404, "Not Found", "path", "Nothing is here.");
    public static readonly HttpRefusal Method = new(405, "Method Not Allowed", "handshake", "A WebSocket request uses the method GET.", "Allow: GET\r\n");
    public static readonly HttpRefusal Timeout = new(408, "Request Timeout", "timeout", "The request was not complete in time.");
    public static readonly HttpRefusal LineTooLong = new(414, "URI Too Long", "handshake", "The request line is too long.");
    public static readonly HttpRefusal TooLarge = new(431, "Request Header Fields Too Large", "handshake", "The request has too many headers, or too long ones.");
    public static readonly HttpRefusal Version = new(505, "HTTP Version Not Supported", "handshake", "Only HTTP/1.1 is spoken here.");
    public static readonly HttpRefusal NoUpgrade = Upgrade("This address speaks WebSocket: connect with a WebSocket client.");
    public static readonly HttpRefusal WebSocketVersion = Upgrade("Only WebSocket version 13 is spoken here.");

    /// <summary>Not now.</summary>
    /// <param name="retryAfter">When to come back.</param>
    public static HttpRefusal Busy(TimeSpan retryAfter) => new(
        503, "Service Unavailable", "stopping", "The server takes no connections now; try again.",
        string.Create(CultureInfo.InvariantCulture, $"Retry-After: {Math.Ceiling(Math.Max(1, retryAfter.TotalSeconds))}\r\n"));

    /// <summary>The whole answer.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {Status} {Phrase}\r\n{Headers}Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Text.Length}\r\n\r\n{Text}"));

    private static HttpRefusal Bad(string text) => new(400, "Bad Request", "handshake", text);

    private static HttpRefusal Upgrade(string text) =>
        new(426, "Upgrade Required", "handshake", text, "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
}
