namespace ImKit.Client.Wires;

/// <summary>Bytes to and from a server. One reader and one writer at a time.</summary>
internal interface IWire : IAsyncDisposable
{
    /// <summary>The code of the WebSocket close frame that came; null otherwise.</summary>
    int? CloseCode { get; }

    /// <summary>Sends whole frames. An I/O exception means that the connection is gone.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancel);

    /// <summary>Waits for bytes; 0 is the end.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel);

    /// <summary>Says goodbye, as far as the wire has words for it.</summary>
    ValueTask CloseAsync(CancellationToken cancel);
}

/// <summary>Opens wires.</summary>
internal interface IWireOpener
{
    /// <summary>Connects.</summary>
    /// <exception cref="WireRefusedException">The server answered, and said no.</exception>
    ValueTask<IWire> OpenAsync(Uri server, CancellationToken cancel);
}

/// <summary>The upgrade was refused.</summary>
internal sealed class WireRefusedException(string message, TimeSpan? retryAfter, Exception inner) : IOException(message, inner)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
