using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace ImKit.Transports.Internal;

/// <summary>DotNetty's TCP channel over a socket that is already connected, with sends that go to the kernel at once. Loop thread only.</summary>
internal sealed class DirectSocketChannel : TcpSocketChannel
{
    private readonly TcpConnection _connection;
    private ReadOperation? _read;
    private bool _abortive;

    public DirectSocketChannel(Socket socket, TcpConnection connection, ReceiveBuffer buffer)
        : base(socket)
    {
        _connection = connection;
        Configuration.RecvByteBufAllocator = buffer;
        Configuration.Allocator = UnpooledByteBufferAllocator.Default;
        SetState(StateFlags.Active);
        CacheRemoteAddress();
    }

    public TcpConnection Connection => _connection;

    /// <summary>Offers bytes to the kernel, past DotNetty's outbound buffer and without a promise.</summary>
    /// <returns>How many it took. Less than all with <see cref="SocketError.Success"/> or <see cref="SocketError.WouldBlock"/> means: blocked.</returns>
    public int TrySend(byte[] bytes, int offset, int count, out SocketError error) =>
        Socket.Send(bytes, offset, count, SocketFlags.None, out error);

    public bool SendAsync(SocketAsyncEventArgs rest) => Socket.SendAsync(rest);

    /// <summary>Tells the client that nothing more comes; what was taken before reaches it first.</summary>
    public SocketError ShutdownSend()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
            return SocketError.Success;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode;
        }
    }

    /// <summary>Closes now. Abortive: with a reset, so that the kernel keeps nothing for a client that does not read.</summary>
    public void CloseNow(bool abortive)
    {
        _abortive |= abortive;
        _ = CloseAsync();
    }

    public void FinishRead(ReadOperation operation) => ((DirectUnsafe)Unsafe).FinishRead(operation);

    protected override IChannelId NewId() => new ChannelNumber();

    protected override IChannelUnsafe NewUnsafe() => new DirectUnsafe(this);

    protected override void ScheduleSocketRead()
    {
        var read = _read ??= new ReadOperation(this);
        if (!Socket.ReceiveAsync(read))
            EventLoop.Execute(read);
    }

    /// <summary>Reads without throwing: a thousand clients reset at once would cost a thousand stack traces.</summary>
    protected override int DoReadBytes(IByteBuffer byteBuf)
    {
        var got = Socket.Receive(byteBuf.Array, byteBuf.ArrayOffset + byteBuf.WriterIndex, byteBuf.WritableBytes, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return 0;
        if (error != SocketError.Success || got == 0)
        {
            _abortive = error != SocketError.Success;
            _connection.EndRead(error);
            return -1;
        }

        byteBuf.SetWriterIndex(byteBuf.WriterIndex + got);
        return got;
    }

    /// <summary>DotNetty's own close forgets the descriptor if the peer has already reset the connection (shutdown throws, dispose is skipped).</summary>
    protected override void DoClose()
    {
        _connection.Gone();
        try
        {
            if (_abortive && TryResetState(StateFlags.Active))
                Socket.LingerState = new LingerOption(true, 0);
            base.DoClose();
        }
        catch (SocketException)
        {
            // The peer was faster; there is nothing left to tell it.
        }
        finally
        {
            Socket.Dispose();
            _read?.Dispose();
        }
    }

    private sealed class DirectUnsafe(DirectSocketChannel owner) : SocketByteChannelUnsafe(owner)
    {
        private readonly DirectSocketChannel _owner = owner;

        public override void FinishRead(SocketChannelAsyncOperation operation)
        {
            if (operation.SocketError == SocketError.Success && _owner.Configuration.AutoRead)
            {
                base.FinishRead(operation);
                return;
            }

            // Paused: the bytes stay in the kernel until reading is resumed. DotNetty would read once more.
            var wasActive = (_owner.ResetState(StateFlags.ReadScheduled) & StateFlags.Active) != 0;
            if (wasActive && operation.SocketError != SocketError.Success)
                _owner.Connection.Fail(operation.SocketError);
        }
    }
}
