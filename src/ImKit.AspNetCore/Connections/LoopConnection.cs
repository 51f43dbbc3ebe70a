using System.Net;

namespace ImKit.Transports.AspNetCore;

/// <summary>What a WebSocket and a raw TCP connection have in common: one task that reads, a gate before it, an orderly end. Loop thread only.</summary>
internal abstract class LoopConnection(TransportLoop home, ConnectionLimits limits, IPEndPoint? remote) : IConnection
{
    private Action? _resume;
    private bool _paused;
    private ITimer? _deadline;
    private Exception? _fault;

    public LoopConnection? Next { get; set; }

    public LoopConnection? Previous { get; set; }

    public IPEndPoint? Remote { get; } = remote;

    protected SerialEventLoop Loop { get; } = home.Loop;

    protected ConnectionLimits Limits { get; } = limits;

    protected IConnectionHandler? Handler { get; private set; }

    /// <summary>From here on nothing is sent any more, and what comes is thrown away.</summary>
    protected bool Closing { get; set; }

    protected bool Aborted { get; private set; }

    /// <summary>The handler has heard its last; it is called no more.</summary>
    protected bool Ended { get; private set; }

    public abstract int Send(byte[] bytes, int offset, int count);

    public virtual int Send(ReadOnlySpan<byte> bytes) => Send(bytes.ToArray(), 0, bytes.Length);

    public abstract void Close(CloseReason reason);

    public void PauseReading() => _paused = true;

    public void ResumeReading()
    {
        _paused = false;
        if (_resume is not { } resume)
            return;
        _resume = null;
        Loop.Post(resume);
    }

    public void Abort()
    {
        if (Aborted || Ended)
            return;
        Aborted = Closing = true;
        ResumeReading();
        AbortTransport();
    }

    /// <summary>What a stop of the transport tells those that are still here.</summary>
    public abstract void GoAway();

    /// <summary>The whole life of the connection, from its announcement to its last callback. Any thread; never throws.</summary>
    public async Task RunAsync(ConnectionOrigin origin)
    {
        await Loop.Enter();
        Handler = home.Accept(this, origin);
        if (Handler is null)
        {
            Abort();
            Ended = true;
            await Task.Yield();
            return;
        }

        Exception? error = null;
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever ends a connection ends this one alone, and the handler hears of it.
        catch (Exception end)
#pragma warning restore CA1031
        {
            error = Closing && !Aborted ? null : end;
        }

        await Loop.Enter();
        await FinishAsync(error).ConfigureAwait(false);
        await Loop.Enter();
        Ended = true;
        _deadline?.Dispose();
        home.Remove(this);
        Tell(static (handler, error) => handler.OnClosed(error), _fault ?? error);
        // What the server and the host's middleware do after a connection does not belong on the loop.
        await Task.Yield();
    }

    /// <summary>Reads until either side has closed. Starts on the loop, may end anywhere.</summary>
    protected abstract Task ReadAsync();

    /// <summary>Waits for what is still on its way out. Starts on the loop, never throws.</summary>
    protected abstract Task FinishAsync(Exception? error);

    protected abstract void AbortTransport();

    /// <summary>Before each wait for bytes: continues at once, or when reading is allowed again.</summary>
    protected ReadGate Gate() => new(this);

    /// <summary>However the other side behaves, from now on the end is near.</summary>
    protected void ArmDeadline() => _deadline ??= Limits.Time.CreateTimer(
        static state => ((LoopConnection)state!).AbortSoon(), this, Limits.CloseTimeout, Timeout.InfiniteTimeSpan);

    private void AbortSoon() => Loop.Post(Abort);

    /// <summary>Calls the handler. Its mistakes cost this connection and no other.</summary>
    protected void Tell<T>(Action<IConnectionHandler, T> call, T argument)
        where T : allows ref struct
    {
        try
        {
            call(Handler!, argument);
        }
#pragma warning disable CA1031 // See above.
        catch (Exception error)
#pragma warning restore CA1031
        {
            AspNetCoreLog.HandlerFailed(Limits.Logger, error);
            _fault ??= error;
            Abort();
        }
    }

    internal bool GateIsOpen => !_paused || Closing;

    internal void WhenGateOpens(Action continuation) => _resume = continuation;
}
