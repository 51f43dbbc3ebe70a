using System.Buffers.Binary;
using ImKit.Protocol.WebSocket;

namespace ImKit.Testing;

/// <summary>WebSocket frames as a client sends them: masked. RFC 6455, 5.2 and 5.3.</summary>
internal static class ClientFrame
{
    private const byte MaskBit = 0x80;
    private const int MaskSize = 4;

    // Nothing here needs to be hidden from a proxy, and a run of a simulation has to be the same each time.
    private const uint Mask = 0x5AC3_1E97;

    /// <summary>A whole frame.</summary>
    public static byte[] Encode(WebSocketOpcode opcode, ReadOnlySpan<byte> payload, bool final = true)
    {
        var header = WebSocketHeader.Size(payload.Length);
        var frame = new byte[header + MaskSize + payload.Length];
        WebSocketHeader.Write(frame, opcode, payload.Length);
        if (!final)
            frame[0] &= 0x7F;
        frame[1] |= MaskBit;
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(header), Mask);
        payload.CopyTo(frame.AsSpan(header + MaskSize));
        WebSocketMask.Apply(frame.AsSpan(header + MaskSize), BitConverter.ToUInt32(frame, header));
        return frame;
    }
}
