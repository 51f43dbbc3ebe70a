using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ImKit.Transports.AspNetCore;

/// <summary>The bytes of one upgraded request; Core speaks WebSocket over them. Loop thread only, unless said otherwise.</summary>
/// <param name="home">Its loop.</param>
/// <param name="limits">How long its end may take.</param>
/// <param name="remote">The client's address.</param>
/// <param name="stream">The request's bytes. One read and one write at a time.</param>
/// <param name="socket">The socket below, if it may be written to directly once the client has spoken; null if not.</param>
/// <param name="cut">Ends the HTTP connection below at once.</param>
[SuppressMessage("Design", "CA1001", Justification = "Disposed when the connection has finished, whose life RunAsync is.")]
internal sealed class StreamConnection(TransportLoop home, ConnectionLimits limits, IPEndPoint? remote, Stream stream, Socket? socket, Action cut)
    : LoopConnection(home, limits, remote)
{
    private const int ReadBytes = 16384;

    // What a client may still have on its way when the server closes: more of it is not worth waiting for.
    private const int MaxDiscarded = 1 << 20;

    private readonly CancellationTokenSource _stopReading = new();
    private Task _send = Task.CompletedTask;
    private bool _sending;
    private bool _direct;
    private bool _piped;

    /// <summary>Whether it writes to the socket itself.</summary>
    internal bool WritesDirectly => _direct;

    public override int Send(byte[] bytes, int offset, int count)
    {
        if (Closing || _sending)
            return 0;
        return _direct ? SendDirectly(bytes, offset, count) : SendByPipe(bytes, offset, count);
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        if (Closing || _sending)
            return 0;
        if (!_direct)
            return SendByPipe(bytes.ToArray(), 0, bytes.Length);
        var taken = socket!.TrySend(bytes);
        return taken == bytes.Length ? taken : AfterDirect(bytes.ToArray(), 0, bytes.Length, taken);
    }

    private int SendDirectly(byte[] bytes, int offset, int count)
    {
        var taken = socket!.TrySend(bytes.AsSpan(offset, count));
        return taken == count ? count : AfterDirect(bytes, offset, count, taken);
    }

    /// <summary>The kernel has not taken all: the rest goes when it can.</summary>
    private int AfterDirect(byte[] bytes, int offset, int count, int taken)
    {
        if (taken < 0)
        {
            Loop.Post(Abort);
            return 0;
        }

        _sending = true;
        _send = AwaitSendAsync(socket!.SendAllAsync(bytes.AsMemory(offset + taken, count - taken)), count - taken);
        return taken;
    }

    private int SendByPipe(byte[] bytes, int offset, int count)
    {
        _piped = true;
        var send = stream.WriteAsync(bytes.AsMemory(offset, count), CancellationToken.None);
        if (send.IsCompletedSuccessfully)
        {
            send.GetAwaiter().GetResult();
            return count;
        }

        _sending = true;
        _send = AwaitSendAsync(send, count);
        return 0;
    }

    /// <summary>Core has sent the close frame, and has read the client's if it came.</summary>
    public override void Close(CloseReason reason) => GoAway();

    public override void GoAway()
    {
        if (Closing)
            return;
        Closing = true;
        ArmDeadline();
        ResumeReading();
        _stopReading.Cancel();
    }

    protected override async Task ReadAsync()
    {
        var turns = 0;
        while (true)
        {
            await Gate();
            // Without a buffer, and awaited here: an idle connection should own no more than it must.
            var wait = stream.ReadAsync(Memory<byte>.Empty, _stopReading.Token);
            var left = !wait.IsCompleted;
            await wait.ConfigureAwait(false);
            await Loop.EnterAfter(left);
            GoDirect();
            if (Closing || !await ReadOnceAsync().ConfigureAwait(false))
                return;
            // A client that never stops sending has its turn with the others of this loop, not before them.
            if (++turns % 64 == 0)
                await Loop.Enter();
        }
    }

    protected override async Task FinishAsync(Exception? error)
    {
        if (error is not null)
            Abort();
        Closing = true;
        ArmDeadline();
        await _send.ConfigureAwait(false);
        await Loop.Enter();
        if (!Aborted)
            await DiscardInputAsync().ConfigureAwait(false);
        await Loop.Enter();
        _stopReading.Dispose();
    }

    protected override void AbortTransport() => cut();

    /// <summary>Reads what has come. Starts and ends on the loop.</summary>
    /// <returns>False at the end of the stream.</returns>
    private async ValueTask<bool> ReadOnceAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var read = stream.ReadAsync(buffer.AsMemory(), _stopReading.Token);
            var left = !read.IsCompleted;
            var count = await read.ConfigureAwait(false);
            await Loop.EnterAfter(left);
            if (count > 0 && !Closing)
                Tell(static (handler, bytes) => handler.OnData(bytes), buffer.AsSpan(0, count));
            return count > 0 && !Closing;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The client has spoken, and before its answer it had not: so it has read that, the pipe is empty, and nothing goes through it any more. Who did
    /// not wait, or has been told something before, is answered through the pipe for good.</summary>
    private void GoDirect()
    {
        if (socket is null || _piped || _direct)
            return;
        socket.Blocking = false;
        _direct = true;
    }

    /// <summary>Bytes left unread when a socket closes turn its end into a reset, which may overtake the close frame.</summary>
    private async ValueTask DiscardInputAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            // A token that is cancelled from the start: only what is there already is read.
            using var now = new CancellationTokenSource();
            for (var discarded = 0; discarded < MaxDiscarded;)
            {
                var read = stream.ReadAsync(buffer.AsMemory(), now.Token);
                if (!read.IsCompleted)
                    await now.CancelAsync().ConfigureAwait(false);
                var count = await read.ConfigureAwait(false);
                if (count == 0)
                    return;
                discarded += count;
            }
        }
#pragma warning disable CA1031 // Nothing more is there, or the connection was lost meanwhile: either way it is at its end.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task AwaitSendAsync(ValueTask send, int count)
    {
        var sent = true;
        try
        {
            await send.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A failed write is a lost connection, whatever the layer below calls it.
        catch (Exception)
#pragma warning restore CA1031
        {
            sent = false;
        }

        await Loop.Enter();
        _sending = false;
        if (!sent)
            Abort();
        else if (!Closing)
            Tell(static (handler, taken) => handler.OnWritable(taken), count);
    }
}
