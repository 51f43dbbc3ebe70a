using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ImKit.Bench.Wire;

namespace ImKit.Bench.Load;

internal enum LoadState
{
    Connecting,
    Upgrading,
    Greeting,
    LoggingIn,
    Ready,
    Dead,
}

/// <summary>One client connection. It is received on the socket thread; sends come from there or from the thread that drives the run.</summary>
internal sealed partial class LoadConnection : IDisposable
{
    private readonly LoadTraffic _traffic;
    private readonly Dialect _dialect;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketAsyncEventArgs _events = new();
    private readonly Lock _sending = new();
    private byte[] _buffer;
    private int _held;
    private byte[] _unsent = [];
    private int _unsentCount;
    private int _echoesDue;

    public LoadConnection(LoadTraffic traffic, int index, bool stuck)
    {
        _traffic = traffic;
        _dialect = traffic.Settings.Dialect;
        Index = index;
        IsStuck = stuck;
        _buffer = new byte[traffic.Settings.Mode is LoadMode.Idle or LoadMode.Connect ? 512 : 8192];
        _socket.NoDelay = true;
        // Closed by reset: thousands of sockets in TIME_WAIT would use up the ports of the next run.
        _socket.LingerState = new LingerOption(true, 0);
        if (stuck)
            _socket.ReceiveBufferSize = 4096;
        _events.Completed += (_, _) => OnCompleted();
    }

    /// <summary>From 0; its user is the next number.</summary>
    public int Index { get; }

    /// <summary>Reads nothing between its login and <see cref="Resume"/>.</summary>
    public bool IsStuck { get; private set; }

    public LoadState State { get; private set; }

    /// <summary>Bytes that the kernel has not taken yet.</summary>
    public int UnsentBytes => Volatile.Read(ref _unsentCount);

    public void Connect(EndPoint server)
    {
        _events.RemoteEndPoint = server;
        if (!_socket.ConnectAsync(_events))
            OnCompleted();
    }

    /// <summary>A stuck member reads again.</summary>
    public void Resume()
    {
        IsStuck = false;
        WasStuck = true;
        if (State != LoadState.Dead)
            Receive();
    }

    public bool WasStuck { get; private set; }

    public void Dispose()
    {
        State = LoadState.Dead;
        _socket.Dispose();
    }

    private void OnCompleted()
    {
        if (State == LoadState.Connecting)
        {
            if (_events.SocketError != SocketError.Success)
            {
                Die($"connect: {_events.SocketError}");
                return;
            }

            OnConnected();
            Receive();
        }
        else if (TakeReceived())
        {
            Receive();
        }
    }

    private void OnConnected()
    {
        if (_dialect.WebSocketPath is { } path)
        {
            State = LoadState.Upgrading;
            SendRaw(WebSocketClient.Request(path));
        }
        else
        {
            LogIn();
        }
    }

    private void LogIn()
    {
        State = LoadState.LoggingIn;
        var room = _traffic.Settings.Mode == LoadMode.Fanout && Index < _traffic.Settings.Connections ? 1 : 0;
        Send(writer => _dialect.WriteLogin(writer, Index + _traffic.Settings.FirstUser, room));
    }

    private void Receive()
    {
        do
        {
            if (State == LoadState.Dead || (IsStuck && State == LoadState.Ready))
                return;
            if (_held == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            _events.SetBuffer(_buffer, _held, _buffer.Length - _held);
            try
            {
                if (_socket.ReceiveAsync(_events))
                    return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
        while (TakeReceived());
    }

    private bool TakeReceived()
    {
        if (State == LoadState.Dead)
            return false;
        if (_events.SocketError != SocketError.Success || _events.BytesTransferred == 0)
        {
            Die(_events.SocketError == SocketError.Success ? "closed by the server" : _events.SocketError.ToString());
            return false;
        }

        _traffic.Counts.CountReceive();
        var bytes = _buffer.AsSpan(0, _held + _events.BytesTransferred);
        var used = OnBytes(bytes, Payload.Now);
        bytes[used..].CopyTo(_buffer);
        _held = bytes.Length - used;
        Answer();
        return State != LoadState.Dead;
    }

    private void Answer()
    {
        if (_echoesDue > 0 && State == LoadState.Ready)
        {
            SendEchoes(_echoesDue);
            _echoesDue = 0;
        }

        _traffic.AfterReceive();
    }

    private void Die(string why)
    {
        if (State == LoadState.Dead)
            return;
        if (_traffic.Counts.Dead < 5)
            Console.Error.WriteLine($"connection {Index} lost in state {State}: {why}");
        State = LoadState.Dead;
        _traffic.Counts.Died();
        _socket.Dispose();
    }
}
