using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace ImKit.Transports.AspNetCore;

/// <summary>One raw TCP connection on Kestrel, with TLS or without. Loop thread only, unless said otherwise.</summary>
internal sealed class PipeConnection(TransportLoop home, ConnectionLimits limits, ConnectionContext context)
    : LoopConnection(home, limits, context.RemoteEndPoint as IPEndPoint)
{
    private readonly PipeReader _input = context.Transport.Input;
    private readonly PipeWriter _output = context.Transport.Output;
    private Task _flush = Task.CompletedTask;
    private bool _flushing;
    private bool _refused;

    public override int Send(byte[] bytes, int offset, int count)
    {
        if (Closing)
            return 0;
        if (_flushing)
        {
            _refused = true;
            return 0;
        }

        // What is in the pipe is on its way whatever happens, so it counts as taken even while the flush waits for the client.
        _output.Write(bytes.AsSpan(offset, count));
        var flush = _output.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully)
        {
            flush.GetAwaiter().GetResult();
        }
        else
        {
            _flushing = true;
            _flush = AwaitFlushAsync(flush);
        }

        return count;
    }

    public override void Close(CloseReason reason) => GoAway();

    public override void GoAway()
    {
        if (Closing)
            return;
        Closing = true;
        ArmDeadline();
        ResumeReading();
        _input.CancelPendingRead();
    }

    protected override async Task ReadAsync()
    {
        var turns = 0;
        while (true)
        {
            await Gate();
            var wait = _input.ReadAsync(CancellationToken.None);
            var left = !wait.IsCompleted;
            var read = await wait.ConfigureAwait(false);
            await Loop.EnterAfter(left);
            try
            {
                foreach (var segment in read.Buffer)
                {
                    // Nobody but this reader sees the pipe's memory before it is advanced: the handler may overwrite it.
                    if (!Closing && !segment.IsEmpty)
                        Tell(static (handler, bytes) => handler.OnData(bytes), MemoryMarshal.AsMemory(segment).Span);
                }
            }
            finally
            {
                _input.AdvanceTo(read.Buffer.End);
            }

            if (Closing || read.IsCompleted)
                return;
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
        await _flush.ConfigureAwait(false);
        await Loop.Enter();
        if (!Aborted)
            DiscardInput();
        try
        {
            await _output.CompleteAsync().ConfigureAwait(false);
            await _input.CompleteAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The last flush of a connection that was lost or cut meanwhile.
        catch (Exception)
#pragma warning restore CA1031
        {
            await Loop.Enter();
            Abort();
        }
    }

    protected override void AbortTransport() => context.Abort(new ConnectionAbortedException("cut by ImKit"));

    /// <summary>Bytes left unread when a socket closes turn its end into a reset, which may overtake the last frame.</summary>
    private void DiscardInput()
    {
        while (_input.TryRead(out var read))
        {
            _input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.Buffer.IsEmpty)
                return;
        }
    }

    private async Task AwaitFlushAsync(ValueTask<FlushResult> flush)
    {
        var flushed = true;
        try
        {
            await flush.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A failed write is a lost connection, whatever the layer below calls it.
        catch (Exception)
#pragma warning restore CA1031
        {
            flushed = false;
        }

        await Loop.Enter();
        _flushing = false;
        if (!flushed)
            Abort();
        else if (_refused && !Closing)
            TellWritable();
    }

    private void TellWritable()
    {
        _refused = false;
        Tell(static (handler, taken) => handler.OnWritable(taken), 0);
    }
}
