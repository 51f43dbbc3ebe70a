using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>What goes back to the client. Loop thread only.</summary>
internal sealed partial class Session
{
    /// <summary>Adds a reply to those of this read; they leave together when the read is done.</summary>
    public void Reply(int operation, int sequence, ReadOnlySpan<byte> body)
    {
        Trace("replied", operation, sequence, body);
        // Another session's read may be under way: a push that closes this one can come in the middle of it.
        if (Bucket.Replies.Owner is Session other && other != this)
            other.FlushReplies();
        Bucket.Replies.Add(this, Form.Framing(), _version, operation, sequence, body);
    }

    public void Refuse(int operation, int sequence, ImError error)
    {
        _services.Metrics.Refused(error);
        if (_version == WireBody.Goim)
            Reply(operation, sequence, ReadOnlySpan<byte>.Empty);
        else
            Reply(Operations.Error, sequence, (ReadOnlySpan<byte>)ErrorOf(error));
    }

    private void Reply(int operation, int sequence, IMessage message) =>
        Reply(operation, sequence, (ReadOnlySpan<byte>)WireBody.Encode(message, _version));

    /// <summary>A reply that comes of itself, not at the end of a read.</summary>
    private void ReplyNow(int operation, int sequence, ReadOnlySpan<byte> body)
    {
        if (_state >= SessionState.Closing)
            return;
        Reply(operation, sequence, body);
        FlushReplies();
    }

    private void RefuseNow(int operation, int sequence, ImError error)
    {
        if (_state >= SessionState.Closing)
            return;
        Refuse(operation, sequence, error);
        FlushReplies();
    }

    private void FlushReplies()
    {
        if (Bucket.Replies.Owner != this)
            return;
        // Taken out before it is handed over: a connection that is closed by it flushes again.
        var frames = Bucket.Replies.Take();
        SendReplies(frames);
    }

    private byte[] ErrorOf(ImError error) =>
        WireBody.Encode(
            new Error { Code = error.Code, Message = error.Message, Temporary = error.Temporary, RetryAfterMs = error.Temporary ? 1000 : 0 },
            _version);
}
