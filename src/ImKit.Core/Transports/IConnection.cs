using System.Net;

namespace ImKit.Transports;

/// <summary>One connection as its transport gives it to Core: a stream of bytes. Loop thread only, unless said otherwise.</summary>
/// <remarks>No call here calls the handler back before it returns: what follows from it comes later on the loop.</remarks>
public interface IConnection
{
    /// <summary>The client's address as far as the transport knows it. Any thread.</summary>
    IPEndPoint? Remote { get; }

    /// <summary>Offers bytes of the stream to the kernel (or the layer below) now, without waiting. They may be taken in part.</summary>
    /// <remarks>
    /// <para>If less than <paramref name="count"/> is taken the connection is blocked: nothing more may be offered until
    /// <see cref="IConnectionHandler.OnWritable"/>. The transport may keep the untaken part by reference and send it on its own
    /// meanwhile; it then reports it there as taken. So the array must never change.</para>
    /// <para>After the connection has failed or closed the call takes nothing, and <see cref="IConnectionHandler.OnClosed"/> follows or came.</para>
    /// </remarks>
    /// <param name="bytes">An array that nobody changes any more.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="count">How many; more than 0.</param>
    /// <returns>How many were taken, 0 to <paramref name="count"/>. Taken bytes count as handed over.</returns>
    int Send(byte[] bytes, int offset, int count);

    /// <summary>As <see cref="Send(byte[], int, int)"/>, of bytes that may change once the call has returned: whoever must keep the untaken part copies it.</summary>
    /// <param name="bytes">At least one.</param>
    /// <returns>How many were taken.</returns>
    int Send(ReadOnlySpan<byte> bytes) => Send(bytes.ToArray(), 0, bytes.Length);

    /// <summary>The connection of the loop's <see cref="IEventLoop.BatchSender"/> through which the bytes of a push may go straight, with the same
    /// effect as <see cref="Send(byte[], int, int)"/> here; null if they may not, now or ever.</summary>
    IConnection? BatchTarget => null;

    /// <summary>A batch has sent the beginning of a block through the <see cref="BatchTarget"/>, not all of it: from here on it is as if <see cref="Send(byte[], int, int)"/>
    /// had taken that beginning.</summary>
    /// <param name="left">Bytes of the block that were not taken; more than 0.</param>
    void OnBatchCut(int left)
    {
    }

    /// <summary>Stops reading soon: at most what is already read still arrives. Idempotent.</summary>
    void PauseReading();

    /// <summary>Reads again. Idempotent.</summary>
    void ResumeReading();

    /// <summary>Closes in order: what was taken reaches the client. <see cref="IConnectionHandler.OnClosed"/> follows once, at the latest after the
    /// transport's own close deadline.</summary>
    /// <param name="reason">Why. The client knows it already: Core has told it.</param>
    void Close(CloseReason reason);

    /// <summary>Cuts the connection at once. <see cref="IConnectionHandler.OnClosed"/> follows once.</summary>
    void Abort();
}
