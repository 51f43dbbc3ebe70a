using System.Net.Sockets;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels.Sockets;

namespace ImKit.Transports.Internal;

/// <summary>Waits for a channel to become readable (a receive of zero bytes) and then runs on its loop. One per connection, reused for every read.</summary>
internal sealed class ReadOperation(DirectSocketChannel channel) : SocketChannelAsyncOperation(channel), IRunnable
{
    private readonly DirectSocketChannel _channel = channel;

    /// <summary>Posts itself instead of raising the event: DotNetty's own handler allocates for every read.</summary>
    protected override void OnCompleted(SocketAsyncEventArgs e) => _channel.EventLoop.Execute(this);

    void IRunnable.Run() => _channel.FinishRead(this);
}
