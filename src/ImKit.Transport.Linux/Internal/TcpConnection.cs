using System.Net;
using ImKit.Transports.Linux.Native;

namespace ImKit.Transports.Linux;

/// <summary>One accepted connection: what Core sees of it, and in which order it ends. Loop thread only.</summary>
/// <remarks>Readiness comes by edges: what was announced once and not used is remembered here. So nothing is told to the kernel when reading pauses
/// or a send is refused, and a connection that is paused and hung up costs no turn.</remarks>
internal sealed unsafe class TcpConnection(EventLoop loop, int descriptor, PeerAddress peer, ConnectionOrigin origin) : IConnection, ILoopWork
{
    private const uint Hungup = Abi.EPOLLHUP | Abi.EPOLLERR;
    private readonly PeerAddress _peer = peer;
    private IConnectionHandler? _handler;
    private Phase _phase;
    private bool _blocked;
    private bool _paused;

    // Something may be read that no further edge will announce: more than the buffer held, or the end.
    private bool _unread;
    private bool _ending;

    private enum Phase : byte
    {
        Open,
        Closing,
        Gone,
    }

    public IPEndPoint? Remote => _peer.ToEndPoint();

    public IConnection? BatchTarget => this;

    public int Descriptor { get; } = descriptor;

    /// <summary>What epoll gives back for it.</summary>
    public ulong Key { get; set; }

    /// <summary>Whether it stands on the loop's list of those to read again.</summary>
    public bool ReadsAgain { get; set; }

    /// <summary>Whether bytes may be offered: open, and nothing was refused that is still to be sent.</summary>
    public bool TakesBytes => _phase == Phase.Open && !_blocked;

    /// <summary>The first thing that happens on its loop.</summary>
    void ILoopWork.Run() => loop.Open(this);

    public void Announce()
    {
        IConnectionHandler? handler = null;
        try
        {
            handler = loop.Host.Accept(this, origin);
        }
        catch (Exception thrown)
        {
            Log.HandlerFailed(loop.Logger, Remote, thrown);
        }

        _handler = handler;
        if (handler is null && _phase != Phase.Gone)
            End(null, abortive: false);
    }

    public int Send(byte[] bytes, int offset, int count) => Send(bytes.AsSpan(offset, count));

    public int Send(ReadOnlySpan<byte> bytes)
    {
        if (!TakesBytes)
            return 0;
        int result;
        fixed (byte* first = bytes)
        {
            do
            {
                result = (int)Libc.Send(Descriptor, first, (nuint)bytes.Length, Abi.MSG_DONTWAIT | Abi.MSG_NOSIGNAL);
                if (result < 0)
                    result = -Errno.Last;
            }
            while (result == -Abi.EINTR);
        }

        return AfterSend(result, bytes.Length);
    }

    /// <summary>Draws the conclusion from a send that was tried.</summary>
    /// <param name="result">Bytes taken, or -errno.</param>
    /// <param name="count">Bytes offered.</param>
    /// <returns>Bytes taken.</returns>
    public int AfterSend(int result, int count)
    {
        if (result == count)
            return count;
        if (result is >= 0 or -Abi.EAGAIN)
        {
            // The kernel announces by an edge when it takes more.
            _blocked = true;
            return Math.Max(0, result);
        }

        Fail(Errno.Exception(-result));
        return 0;
    }

    public void PauseReading()
    {
        if (_phase == Phase.Open)
            _paused = true;
    }

    public void ResumeReading()
    {
        if (!_paused || _phase == Phase.Gone)
            return;
        _paused = false;
        if (_unread)
            loop.ReadAgain(this);
    }

    public void Close(CloseReason reason)
    {
        if (_phase != Phase.Open)
            return;
        _phase = Phase.Closing;
        if (Libc.Shutdown(Descriptor, Abi.SHUT_WR) < 0)
        {
            Fail(Errno.Exception(Errno.Last));
            return;
        }

        loop.Deadlines.Add(this);
        // Only by reading does the client's own close, which ends the wait, become known.
        _paused = false;
        loop.ReadAgain(this);
    }

    public void Abort() => Fail(Errno.Exception(Abi.ECONNABORTED));

    /// <summary>The client did not close its side in time.</summary>
    public void CloseDeadlinePassed()
    {
        if (_phase != Phase.Closing)
            return;
        loop.Metrics.CloseTimeout();
        // A client that has got everything and merely does not close its side has lost nothing. The end itself counts as one byte.
        End(Unacknowledged() > 1 ? new TimeoutException("The client did not take everything within the close timeout.") : null, abortive: true);
    }

    /// <summary>The kernel announces something.</summary>
    public void OnEvents(uint events)
    {
        // A connection that was reset counts as writable too, but what is left to do is to read why.
        if ((events & (Abi.EPOLLOUT | Hungup)) == Abi.EPOLLOUT)
            OnWritable();
        if ((events & ~Abi.EPOLLOUT) == 0 || _phase == Phase.Gone)
            return;
        _ending |= (events & (Hungup | Abi.EPOLLRDHUP)) != 0;
        if (!_paused)
            Read();
        else if ((events & Hungup) != 0)
            Fail(Errno.Exception(SocketError()));
        else
            _unread = true;
    }

    public void OnWritable()
    {
        if (!_blocked || _phase != Phase.Open)
            return;
        _blocked = false;
        try
        {
            _handler!.OnWritable(0);
        }
        catch (Exception thrown)
        {
            HandlerThrew(thrown);
        }
    }

    /// <summary>Reads once. The loop comes back for what is left, so that a busy client cannot keep it from the others.</summary>
    public void Read()
    {
        if (_phase == Phase.Gone || _paused)
            return;
        var buffer = loop.Buffer;
        var count = Libc.Receive(Descriptor, buffer.Pointer, (nuint)buffer.Length, Abi.MSG_DONTWAIT);
        if (count > 0)
        {
            _unread = _ending || count == buffer.Length;
            Received(new Span<byte>(buffer.Pointer, (int)count));
            if (_unread && !_paused && _phase != Phase.Gone)
                loop.ReadAgain(this);
        }
        else if (count == 0)
        {
            // Bytes were refused and will never be taken: that is no end in order, unless this side had closed.
            End(_blocked && _phase == Phase.Open ? Errno.Exception(Abi.ECONNRESET) : null, abortive: false);
        }
        else
        {
            ReadFailed(Errno.Last);
        }
    }

    /// <summary>Ends it at once with an error.</summary>
    public void Fail(Exception error)
    {
        if (_phase != Phase.Gone)
            End(error, abortive: true);
    }

    /// <summary>Tells the handler. The loop calls it once, later than what ended the connection.</summary>
    public void ReportEnd(Exception? error)
    {
        var handler = _handler;
        _handler = null;
        try
        {
            handler?.OnClosed(error);
        }
        catch (Exception thrown)
        {
            Log.HandlerFailed(loop.Logger, Remote, thrown);
        }
    }

    private void Received(Span<byte> bytes)
    {
        // What a client still sends after the close is read so that its end is seen, and dropped.
        if (_phase != Phase.Open)
            return;
        try
        {
            _handler!.OnData(bytes);
        }
        catch (Exception thrown)
        {
            HandlerThrew(thrown);
        }
    }

    private void ReadFailed(int errno)
    {
        if (errno == Abi.EINTR)
            loop.ReadAgain(this);
        else if (errno != Abi.EAGAIN)
            Fail(Errno.Exception(errno));
        else
            _unread = false;
    }

    private int Unacknowledged()
    {
        int bytes;
        return Libc.IoControl(Descriptor, Abi.SIOCOUTQ, &bytes) == 0 ? bytes : 0;
    }

    private int SocketError()
    {
        int error;
        var length = (uint)sizeof(int);
        return Libc.GetSockOpt(Descriptor, Abi.SOL_SOCKET, Abi.SO_ERROR, &error, &length) == 0 && error != 0 ? error : Abi.ECONNRESET;
    }

    private void End(Exception? error, bool abortive)
    {
        _phase = Phase.Gone;
        if (abortive)
        {
            var linger = new Linger { OnOff = 1, Seconds = 0 };
            _ = Libc.SetSockOpt(Descriptor, Abi.SOL_SOCKET, Abi.SO_LINGER, &linger, (uint)sizeof(Linger));
        }

        loop.Remove(this, error);
        _ = Libc.Close(Descriptor);
    }

    private void HandlerThrew(Exception thrown)
    {
        Log.HandlerFailed(loop.Logger, Remote, thrown);
        Fail(thrown);
    }
}
