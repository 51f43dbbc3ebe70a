using System.Buffers.Binary;

namespace ImKit.Protocol.WebSocket;

/// <summary>The header of a frame as a server sends it: final, and without a mask. RFC 6455, 5.2.</summary>
internal static class WebSocketHeader
{
    /// <summary>The longest header a server writes.</summary>
    public const int MaxSize = 10;

    /// <summary>The longest payload of a control frame.</summary>
    public const int MaxControlPayload = 125;

    private const byte Final = 0x80;

    /// <summary>Bytes of the header before a payload of that length.</summary>
    public static int Size(int payload) => payload switch { <= MaxControlPayload => 2, <= ushort.MaxValue => 4, _ => MaxSize };

    /// <summary>Writes the header.</summary>
    /// <param name="target">At least <see cref="Size"/> bytes.</param>
    /// <param name="opcode">Text, binary or a control frame.</param>
    /// <param name="payload">Bytes that follow.</param>
    /// <returns>The header's length.</returns>
    public static int Write(Span<byte> target, WebSocketOpcode opcode, int payload)
    {
        target[0] = (byte)(Final | (byte)opcode);
        var size = Size(payload);
        switch (size)
        {
            case 2:
                target[1] = (byte)payload;
                break;
            case 4:
                target[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)payload);
                break;
            default:
                target[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(target[2..], (ulong)payload);
                break;
        }

        return size;
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Frame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[Size(payload.Length) + payload.Length];
        payload.CopyTo(frame.AsSpan(Write(frame, opcode, payload.Length)));
        return frame;
    }
}
