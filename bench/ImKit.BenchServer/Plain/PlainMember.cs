using System.Buffers;
using System.IO.Pipelines;

namespace ImKit.BenchServer.Plain;

/// <summary>The sending side of one connection: anybody writes, one flush at a time, and what is written meanwhile leaves with the next.</summary>
internal sealed class PlainMember(PipeWriter output, Action abort)
{
    private const int MaxUnflushed = 4 << 20;
    private readonly Lock _writing = new();
    private bool _flushing;
    private bool _ended;

    /// <summary>Writes and, unless a flush is under way, flushes.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        lock (_writing)
        {
            Write(frame);
            Flush();
        }
    }

    /// <summary>Writes without a flush: <see cref="Flush"/> follows.</summary>
    public void Gather(ReadOnlySpan<byte> frame)
    {
        lock (_writing)
            Write(frame);
    }

    public void Flush()
    {
        lock (_writing)
        {
            if (_ended || _flushing || output.UnflushedBytes == 0)
                return;
            var flush = output.FlushAsync();
            if (flush.IsCompletedSuccessfully)
                return;
            _flushing = true;
            _ = FinishAsync(flush);
        }
    }

    /// <summary>The connection is over; the pipe takes nothing any more.</summary>
    public void End()
    {
        lock (_writing)
            _ended = true;
    }

    private void Write(ReadOnlySpan<byte> frame)
    {
        if (_ended)
            return;
        if (output.UnflushedBytes > MaxUnflushed)
            abort();
        else
            output.Write(frame);
    }

    private async Task FinishAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            if ((await flush).IsCompleted)
                return;
        }
        catch (IOException)
        {
            // The client has gone: what waits goes with it.
            return;
        }

        lock (_writing)
            _flushing = false;
        Flush();
    }
}
