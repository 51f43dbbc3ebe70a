using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ImKit.Bench.Wire;

/// <summary>The client's side of WebSocket framing, as little as a load generator needs: masks with zeros, which cost nothing to apply.</summary>
internal static class WebSocketClient
{
    public const int CloseOpcode = 8;

    public static byte[] Request(string path) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");

    /// <returns>Bytes of the response; 0 while it is not complete.</returns>
    public static int ReadResponse(ReadOnlySpan<byte> bytes, out string? refused)
    {
        refused = null;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        if (!bytes.StartsWith("HTTP/1.1 101"u8))
            refused = "upgrade refused: " + Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)'\r')]);
        return end + 4;
    }

    public static bool TryReadFrame(ReadOnlySpan<byte> bytes, out ServerFrame frame)
    {
        frame = default;
        if (bytes.Length < 2)
            return false;
        int header = bytes[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header)
            return false;
        var payload = header switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            10 => (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]),
            _ => bytes[1],
        };
        frame = new ServerFrame(bytes[0] & 15, header + payload, payload);
        return bytes.Length >= frame.Length;
    }

    public static byte[] Frame(ReadOnlySpan<byte> payload, bool text)
    {
        var writer = new ArrayBufferWriter<byte>(payload.Length + 14);
        WriteFrame(writer, payload, text);
        return writer.WrittenSpan.ToArray();
    }

    public static void WriteFrame(IBufferWriter<byte> writer, ReadOnlySpan<byte> payload, bool text)
    {
        var span = writer.GetSpan(payload.Length + 14);
        span[0] = (byte)(0x80 | (text ? 1 : 2));
        int header;
        if (payload.Length < 126)
        {
            span[1] = (byte)(0x80 | payload.Length);
            header = 2;
        }
        else if (payload.Length < 65536)
        {
            span[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(span[2..], (ushort)payload.Length);
            header = 4;
        }
        else
        {
            span[1] = 0x80 | 127;
            BinaryPrimitives.WriteUInt64BigEndian(span[2..], (ulong)payload.Length);
            header = 10;
        }

        span.Slice(header, 4).Clear();
        payload.CopyTo(span[(header + 4)..]);
        writer.Advance(header + 4 + payload.Length);
    }

    public readonly record struct ServerFrame(int Opcode, int Length, int PayloadLength);
}
