using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace ImKit.Transports.Internal;

/// <summary>The one DotNetty handler: passes a channel's events to its connection. Stateless, shared by all channels.</summary>
internal sealed class InboundHandler : ChannelHandlerAdapter
{
    public static readonly InboundHandler Instance = new();

    public override bool IsSharable => true;

    public override void ChannelActive(IChannelHandlerContext context) => Connection(context).Announce();

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var buffer = (IByteBuffer)message;
        try
        {
            Connection(context).Received(buffer.Array.AsSpan(buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes));
        }
        finally
        {
            buffer.Release();
        }
    }

    public override void ChannelInactive(IChannelHandlerContext context) => Connection(context).Ended();

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => Connection(context).Fail(exception);

    private static TcpConnection Connection(IChannelHandlerContext context) => ((DirectSocketChannel)context.Channel).Connection;
}
