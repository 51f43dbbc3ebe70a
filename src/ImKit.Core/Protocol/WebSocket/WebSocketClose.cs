using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace ImKit.Protocol.WebSocket;

/// <summary>What stands in a close frame. RFC 6455, 5.5.1 and 7.4.</summary>
internal static class WebSocketClose
{
    public const int Normal = 1000;

    public const int GoingAway = 1001;

    /// <summary>Stands for a close frame without a code; never sent.</summary>
    public const int NoCode = 1005;

    public const int PolicyViolation = 1008;

    /// <summary>The registry of RFC 6455, 11.7: the service restarts, come back later.</summary>
    public const int ServiceRestart = 1012;

    private const int MaxTextBytes = WebSocketHeader.MaxControlPayload - 2;

    /// <summary>A whole close frame; a text that is too long is cut between two characters.</summary>
    public static byte[] Frame(int code, string text)
    {
        Span<byte> payload = stackalloc byte[WebSocketHeader.MaxControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Utf8.FromUtf16(text, payload.Slice(2, MaxTextBytes), out _, out var written);
        return WebSocketHeader.Frame(WebSocketOpcode.Close, payload[..(2 + written)]);
    }

    /// <summary>Reads a client's close frame.</summary>
    /// <param name="payload">Its payload.</param>
    /// <param name="code">The code; <see cref="NoCode"/> if there is none.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static WebSocketFault? Read(ReadOnlySpan<byte> payload, out int code)
    {
        code = NoCode;
        if (payload.IsEmpty)
            return null;
        if (payload.Length == 1)
            return WebSocketFault.ClosePayload;
        code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!MayBeSent(code))
            return WebSocketFault.ClosePayload;
        return Utf8.IsValid(payload[2..]) ? null : WebSocketFault.CloseText;
    }

    /// <summary>The text of a close frame.</summary>
    public static string TextOf(ReadOnlySpan<byte> payload) => payload.Length > 2 ? Encoding.UTF8.GetString(payload[2..]) : "";

    /// <summary>The registered codes that may stand in a frame, and those of libraries and applications.</summary>
    private static bool MayBeSent(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
