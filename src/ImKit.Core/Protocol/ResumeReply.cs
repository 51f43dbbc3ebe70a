using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Protocol;

/// <summary>The answer to a join with the pushes that were missed behind it, in one piece: nothing comes between, and no policy drops a part of it. Pure.</summary>
internal static class ResumeReply
{
    /// <summary>Where a message of pushes ends on WebSocket; a single push may be longer.</summary>
    private const int MessageBytes = 65536;

    /// <summary>The whole of it.</summary>
    /// <param name="form">How the connection takes frames.</param>
    /// <param name="sequence">The request's number.</param>
    /// <param name="reply">The encoded <c>RoomReply</c>.</param>
    /// <param name="missed">What was missed; null for nothing.</param>
    public static FrameBlock Encode(WireForm form, int sequence, ReadOnlySpan<byte> reply, MissedPushes? missed)
    {
        var framing = form.Framing();
        var head = EncodedFrame.Size(framing, reply.Length);
        var bytes = new byte[head + (missed is null ? 0 : MaxSize(form, missed))];
        EncodedFrame.Write(bytes, framing, form.Version(), Operations.JoinRoomReply, sequence, reply);
        var at = head;
        for (var next = 0; next < missed?.Pushes.Length;)
            at += WriteSome(bytes.AsSpan(at), form, missed, ref next);
        return FrameBlock.Reply(at == bytes.Length ? bytes : bytes[..at]);
    }

    /// <summary>On a stream all frames; on WebSocket one message.</summary>
    private static int WriteSome(Span<byte> target, WireForm form, MissedPushes missed, ref int next)
    {
        var start = form.Framing() == Framing.Message ? WebSocketHeader.MaxSize : 0;
        var at = start;
        do
            at += WriteFrame(target[at..], form.Version(), missed, next++);
        while (next < missed.Pushes.Length && (start == 0 || at - start + MaxFrame(form, missed, next) <= MessageBytes));
        if (start == 0)
            return at;
        // The header's length is known only now: what was written moves up to it.
        var frames = at - start;
        var header = WebSocketHeader.Write(target, WebSocketOpcode.Binary, frames);
        target.Slice(start, frames).CopyTo(target[header..]);
        return header + frames;
    }

    private static int WriteFrame(Span<byte> target, int version, MissedPushes missed, int index)
    {
        ref readonly var push = ref missed.Pushes[index];
        var body = missed.Encoder.Write(target[FrameHeader.Size..], version, missed.First + index, push.Operation, push.Body.Span);
        new FrameHeader(FrameHeader.Size + body, version, Operations.RoomPush, 0).Write(target);
        return FrameHeader.Size + body;
    }

    private static int MaxSize(WireForm form, MissedPushes missed)
    {
        var size = 0;
        for (var i = 0; i < missed.Pushes.Length; i++)
            size += MaxFrame(form, missed, i) + WebSocketHeader.MaxSize;
        return size;
    }

    private static int MaxFrame(WireForm form, MissedPushes missed, int index) =>
        FrameHeader.Size + missed.Encoder.MaxSize(form.Version(), missed.Pushes[index].Body.Length);
}
