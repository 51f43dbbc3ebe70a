using DotNetty.Buffers;
using DotNetty.Transport.Channels;

namespace ImKit.Transports.Internal;

/// <summary>The one receive buffer of a loop: every read of every connection goes into it, so that an idle connection owns none. Loop thread only.</summary>
/// <remarks>Each read takes a reference and whoever consumes the bytes gives it back before the next read, so the bytes must not be kept.</remarks>
internal sealed class ReceiveBuffer(int bytes) : IRecvByteBufAllocator, IRecvByteBufAllocatorHandle
{
    private readonly IByteBuffer _buffer = UnpooledByteBufferAllocator.Default.DirectBuffer(bytes, bytes);

    /// <summary>Reads that have not given their reference back, and 1 until the loop ended.</summary>
    public int References => _buffer.ReferenceCount;

    public int LastBytesRead { get; set; }

    public int AttemptedBytesRead { get; set; }

    public IRecvByteBufAllocatorHandle NewHandle() => this;

    public IByteBuffer Allocate(IByteBufferAllocator alloc)
    {
        _buffer.Retain();
        return _buffer.Clear();
    }

    public int Guess() => bytes;

    public void Reset(IChannelConfiguration config) => LastBytesRead = 0;

    public void IncMessagesRead(int numMessages)
    {
    }

    /// <summary>One read at a turn, so that a busy client cannot keep the loop from the others.</summary>
    public bool ContinueReading() => false;

    public void ReadComplete()
    {
    }

    public void Release() => _buffer.Release();
}
