using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ImKit.Transports.Internal;

/// <summary>One accepted connection: what Core sees of it, and in which order it ends. Loop thread only.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A pending send disposes itself when it ends, which may be after the connection.")]
internal sealed class TcpConnection(ConnectionLoop loop, Socket socket, ConnectionOrigin origin) : IConnection, ILoopWork
{
    private DirectSocketChannel? _channel;
    private IConnectionHandler? _handler;
    private PendingSend? _pending;
    private Exception? _error;
    private Phase _phase;

    private enum Phase : byte
    {
        Open,
        Closing,
        Gone,
    }

    public IPEndPoint? Remote { get; } = ClientAddress.Of(socket);

    /// <summary>Where the loop's list of connections holds this one.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The first thing that happens on the loop: the socket becomes a channel.</summary>
    void ILoopWork.Run()
    {
        try
        {
            _channel = new DirectSocketChannel(socket, this, loop.Buffer);
            _channel.Pipeline.AddLast("imkit", InboundHandler.Instance);
            _ = loop.Executor.RegisterAsync(_channel);
        }
        finally
        {
            // Slot is set by Announce, which runs inside a registration that succeeds.
            if (Slot < 0)
            {
                loop.Metrics.Drop("gone");
                socket.Dispose();
                loop.GiveUp();
            }
        }
    }

    public void Announce()
    {
        loop.Add(this);
        IConnectionHandler? handler = null;
        try
        {
            handler = loop.Host.Accept(this, origin);
        }
        catch (Exception thrown)
        {
            Log.HandlerFailed(loop.Logger, Remote, thrown);
        }

        if (handler is null)
            _channel!.CloseNow(abortive: false);
        _handler = handler;
    }

    public int Send(byte[] bytes, int offset, int count)
    {
        if (_phase != Phase.Open || _pending is not null)
            return 0;
        var taken = _channel!.TrySend(bytes, offset, count, out var error);
        if (taken == count)
            return count;
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            Fail(error);
            return 0;
        }

        _pending = new PendingSend(this, _channel, bytes, offset + taken, count - taken);
        _pending.Start();
        return taken;
    }

    public bool IsSending(PendingSend send) => _pending == send && _phase != Phase.Gone;

    public void SendEnded(PendingSend send, int sent, SocketError error)
    {
        if (!IsSending(send))
            return;
        _pending = null;
        if (error != SocketError.Success)
        {
            Fail(error);
            return;
        }

        if (_phase == Phase.Closing)
            SayGoodbye();
        Call(static (handler, sent) => handler.OnWritable(sent), sent);
    }

    public void PauseReading()
    {
        if (_phase == Phase.Open)
            _channel!.Configuration.AutoRead = false;
    }

    public void ResumeReading()
    {
        if (_phase != Phase.Gone)
            _channel!.Configuration.AutoRead = true;
    }

    public void Close(CloseReason reason)
    {
        if (_phase != Phase.Open)
            return;
        _phase = Phase.Closing;
        loop.Deadlines.Add(this);
        if (_pending is null)
            SayGoodbye();
        // Only by reading does the client's own close, which ends the wait, become known.
        ResumeReading();
    }

    public void Abort() => Fail(SocketError.ConnectionAborted);

    /// <summary>The client did not close its side in time.</summary>
    public void CloseDeadlinePassed()
    {
        if (_phase != Phase.Closing)
            return;
        loop.Metrics.CloseTimeout();
        if (_pending is not null)
            _error ??= new TimeoutException("The client did not take everything within the close timeout.");
        _channel!.CloseNow(abortive: true);
    }

    public void Received(Span<byte> bytes)
    {
        if (_phase != Phase.Open || _handler is not { } handler)
            return;
        try
        {
            handler.OnData(bytes);
        }
        catch (Exception thrown)
        {
            HandlerThrew(thrown);
        }
    }

    /// <summary>Nothing more can be read: remembers why; DotNetty's close follows.</summary>
    public void EndRead(SocketError error)
    {
        // A reset that a pending send has met first reads as an orderly end, but with bytes left over it is none.
        if (error == SocketError.Success && _pending is not null)
            error = SocketError.ConnectionReset;
        if (error != SocketError.Success)
            _error ??= new SocketException((int)error);
    }

    public void Fail(SocketError error) => Fail(new SocketException((int)error));

    public void Fail(Exception error)
    {
        if (_phase == Phase.Gone)
            return;
        _error ??= error;
        _channel!.CloseNow(abortive: true);
    }

    /// <summary>The socket is closed from here on; DotNetty reports the end on the loop's next turn.</summary>
    public void Gone() => _phase = Phase.Gone;

    public void Ended()
    {
        loop.Remove(this);
        _pending = null;
        Call(static (handler, error) => handler.OnClosed(error), _error);
        _handler = null;
    }

    private void SayGoodbye()
    {
        var error = _channel!.ShutdownSend();
        if (error != SocketError.Success)
            Fail(error);
    }

    private void Call<T>(Action<IConnectionHandler, T> callback, T argument)
    {
        if (_handler is not { } handler)
            return;
        try
        {
            callback(handler, argument);
        }
        catch (Exception thrown)
        {
            HandlerThrew(thrown);
        }
    }

    private void HandlerThrew(Exception thrown)
    {
        Log.HandlerFailed(loop.Logger, Remote, thrown);
        Fail(thrown);
    }
}
