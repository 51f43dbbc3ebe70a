namespace ImKit.Transports;

/// <summary>What Core does with a connection. The transport calls it on the connection's loop, never twice at once.</summary>
public interface IConnectionHandler
{
    /// <summary>Bytes have come, cut anywhere.</summary>
    /// <param name="bytes">Valid during the call only. The handler may overwrite them: a WebSocket's mask is taken off in place.</param>
    void OnData(Span<byte> bytes);

    /// <summary>A blocked connection takes bytes again.</summary>
    /// <param name="taken">Bytes of the refused part that were handed over meanwhile: all of it or a part.</param>
    void OnWritable(int taken);

    /// <summary>The connection is gone. Called exactly once; nothing is called after it.</summary>
    /// <param name="error">What ended it, or null if either side closed in order.</param>
    void OnClosed(Exception? error);
}
