namespace ImKit.Transports;

/// <summary>How a transport carries frames.</summary>
public enum Framing
{
    /// <summary>A stream of bytes; frames stand back to back.</summary>
    Stream = 0,

    /// <summary>Messages with borders of their own (WebSocket); a message holds whole frames.</summary>
    Message = 1,
}
