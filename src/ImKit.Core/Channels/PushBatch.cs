using ImKit.Protocol;
using ImKit.Transports;

namespace ImKit.Channels;

/// <summary>Collects the sends of a broadcast and hands them to the transport together. One per bucket; loop thread only.</summary>
/// <remarks>Between the first <see cref="TryAdd"/> and <see cref="Flush"/> nothing else may be written to the channels in it.</remarks>
internal sealed class PushBatch(IBatchSender sender)
{
    /// <summary>Fewer members than this are sent to one by one: a batch costs a little before it saves.</summary>
    public const int MinMembers = 32;

    private readonly ClientChannel[] _channels = new ClientChannel[sender.Capacity];
    private readonly FrameBlock[] _blocks = new FrameBlock[sender.Capacity];
    private readonly SendItem[] _items = new SendItem[sender.Capacity];
    private readonly int[] _taken = new int[sender.Capacity];
    private int _count;

    /// <summary>Adds a send to a channel that is not blocked; sends when full.</summary>
    /// <returns>False if the channel's connection cannot be sent to this way.</returns>
    public bool TryAdd(ClientChannel channel, FrameBlock block)
    {
        if (channel.BatchTarget is not { } target)
            return false;
        _channels[_count] = channel;
        _blocks[_count] = block;
        _items[_count++] = new SendItem(target, block.Bytes, block.Length);
        if (_count == _items.Length)
            Flush();
        return true;
    }

    /// <summary>Sends what was added and counts it.</summary>
    public void Flush()
    {
        if (_count == 0)
            return;
        var count = _count;
        _count = 0;
        sender.Send(_items.AsSpan(0, count), _taken.AsSpan(0, count));
        for (var i = 0; i < count; i++)
            _channels[i].AfterBatch(_blocks[i], _taken[i]);
        // Nothing of a broadcast is kept alive by the next one's absence.
        Array.Clear(_channels, 0, count);
        Array.Clear(_blocks, 0, count);
        Array.Clear(_items, 0, count);
    }
}
