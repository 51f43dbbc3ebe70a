namespace ImKit.Transports;

/// <summary>What Core does with a connection. The transport calls it on the connection's loop, never twice at once.</summary>
public interface IConnectionHandler
{
    /// <summary>Bytes have come, cut anywhere (<see cref="Framing.Stream"/>).</summary>
    /// <param name="bytes">Valid during the call only.</param>
    void OnData(ReadOnlySpan<byte> bytes);

    /// <summary>One whole message has come (<see cref="Framing.Message"/>).</summary>
    /// <param name="message">Valid during the call only; at most <see cref="ITransportHost.MaxMessageBytes"/>.</param>
    void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>The client broke the rules of the transport's own layer (a message too large, a bad frame).</summary>
    /// <param name="reason">What to tell it; the handler closes the connection.</param>
    void OnViolation(CloseReason reason);

    /// <summary>A blocked connection takes bytes again.</summary>
    /// <param name="taken">Bytes of the refused part that were handed over meanwhile: all of it or a part.</param>
    void OnWritable(int taken);

    /// <summary>The connection is gone. Called exactly once; nothing is called after it.</summary>
    /// <param name="error">What ended it, or null if either side closed in order.</param>
    void OnClosed(Exception? error);
}
