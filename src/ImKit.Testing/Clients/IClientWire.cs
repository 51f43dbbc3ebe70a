using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>A client's way to a server, below frames: a TCP socket, a WebSocket, or an <see cref="InMemoryClient"/>.</summary>
/// <remarks>It reads only inside <see cref="ReceiveAsync"/>: a client that does not ask lets the server's bytes pile up. Threading: one
/// sender and one receiver at a time.</remarks>
public interface IClientWire : IAsyncDisposable
{
    /// <summary>How frames are carried.</summary>
    Framing Framing { get; }

    /// <summary>The code of the server's WebSocket close frame, once it has come; otherwise null.</summary>
    int? CloseCode { get; }

    /// <summary>Sends a piece of the stream, or one whole message.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default);

    /// <summary>Waits for some bytes of the stream, or one whole message.</summary>
    /// <returns>The bytes, valid until the next call; empty when the server has closed in order.</returns>
    /// <exception cref="IOException">The connection was cut.</exception>
    /// <exception cref="TimeoutException">In a simulation: nothing can come any more before time moves on.</exception>
    ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancel = default);

    /// <summary>Closes in order: the server gets everything sent before.</summary>
    ValueTask CloseAsync(CancellationToken cancel = default);

    /// <summary>Cuts the connection: TCP sends a reset.</summary>
    void Abort();
}
