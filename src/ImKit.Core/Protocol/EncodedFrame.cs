using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Protocol;

/// <summary>A single frame as it goes to the kernel: bare on a stream, a message of its own on WebSocket.</summary>
internal static class EncodedFrame
{
    public static int Size(Framing framing, int body)
    {
        var frame = FrameHeader.Size + body;
        return framing == Framing.Message ? WebSocketHeader.Size(frame) + frame : frame;
    }

    /// <summary>Writes the frame.</summary>
    /// <param name="target">At least <see cref="Size"/> bytes.</param>
    /// <param name="framing">How the connection carries frames.</param>
    /// <param name="version">The session's version.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="sequence">The request's number.</param>
    /// <param name="body">The body.</param>
    public static void Write(Span<byte> target, Framing framing, int version, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        var frame = FrameHeader.Size + body.Length;
        if (framing == Framing.Message)
            target = target[WebSocketHeader.Write(target, WebSocketOpcode.Binary, frame)..];
        new FrameHeader(frame, version, operation, sequence).Write(target);
        body.CopyTo(target[FrameHeader.Size..]);
    }
}
