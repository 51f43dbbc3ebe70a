using System.Net.Sockets;
using DotNetty.Common.Concurrency;

namespace ImKit.Transports.Internal;

/// <summary>The bytes that the kernel refused, on their way. Lives from the refusal to the last byte, so that idle connections hold none.</summary>
internal sealed class PendingSend : SocketAsyncEventArgs, IRunnable
{
    private readonly TcpConnection _connection;
    private readonly DirectSocketChannel _channel;
    private readonly int _count;
    private int _sent;

    public PendingSend(TcpConnection connection, DirectSocketChannel channel, byte[] bytes, int offset, int count)
        : base(true)
    {
        _connection = connection;
        _channel = channel;
        _count = count;
        SetBuffer(bytes, offset, count);
    }

    /// <summary>Hands the rest to the socket; the outcome comes as work on the loop, never inside the call.</summary>
    public void Start()
    {
        if (!_channel.SendAsync(this))
            _channel.EventLoop.Execute(this);
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _channel.EventLoop.Execute(this);

    void IRunnable.Run()
    {
        _sent += BytesTransferred;
        if (SocketError == SocketError.Success && _sent < _count && _connection.IsSending(this))
        {
            SetBuffer(Offset + BytesTransferred, _count - _sent);
            Start();
            return;
        }

        var error = SocketError;
        Dispose();
        _connection.SendEnded(this, _sent, error);
    }
}
