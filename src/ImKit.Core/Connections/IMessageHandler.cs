namespace ImKit.Connections;

/// <summary>Who gets the messages of a WebSocket. Loop thread only, never twice at once.</summary>
internal interface IMessageHandler
{
    /// <summary>The longest message it takes now, in bytes.</summary>
    int MaxMessageBytes { get; }

    /// <summary>One whole message has come.</summary>
    /// <param name="message">Valid during the call only; may be overwritten. At most <see cref="MaxMessageBytes"/>.</param>
    /// <param name="text">Whether the client called it text; it is good UTF-8 then.</param>
    void OnMessage(Span<byte> message, bool text);

    /// <summary>A ping or a pong has come. A ping is answered behind the call, unless the handler has closed the connection.</summary>
    void OnControl()
    {
    }

    /// <summary>All that one read has brought was given: what was gathered meanwhile may leave. It may come more often than there are reads.</summary>
    void OnReadDone();

    /// <summary>The client broke the rules of WebSocket; nothing more is read. The handler closes the connection.</summary>
    /// <param name="reason">What to tell it. The close frame carries the number that RFC 6455 has for it.</param>
    void OnViolation(CloseReason reason);

    /// <summary>As <see cref="Transports.IConnectionHandler.OnWritable"/>.</summary>
    void OnWritable(int taken);

    /// <summary>As <see cref="Transports.IConnectionHandler.OnClosed"/>.</summary>
    void OnClosed(Exception? error);
}
