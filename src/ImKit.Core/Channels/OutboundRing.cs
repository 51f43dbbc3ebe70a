using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>What the kernel would not take yet, by reference, first in first out. Exists only while a connection is blocked. Loop thread only.</summary>
/// <remarks>The head has been offered to the transport, which may hold it: it is never dropped or replaced.</remarks>
internal sealed class OutboundRing
{
    private FrameBlock?[] _slots = new FrameBlock?[4];
    private int _head;
    private int _headTaken;

    public int Count { get; private set; }

    /// <summary>Bytes that wait, the taken part of the head not counted.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes of the replies among them, whole blocks.</summary>
    public int ReplyBytes { get; private set; }

    /// <summary>Bytes of the replies behind the head.</summary>
    public int NextReplyBytes => ReplyBytes - (Count > 0 && Head.Pushes == 0 ? Head.Length : 0);

    /// <summary>Bytes of the pushes among them, the taken part of the head not counted.</summary>
    public int PushBytes => Bytes - ReplyBytes + (Count > 0 && Head.Pushes == 0 ? _headTaken : 0);

    /// <summary>The block at the head.</summary>
    public FrameBlock Head => _slots[_head]!;

    /// <summary>Bytes of the head that are handed over.</summary>
    public int HeadTaken => _headTaken;

    public void Enqueue(FrameBlock block, int taken = 0)
    {
        if (Count == _slots.Length)
            Grow();
        _slots[Wrap(_head + Count)] = block;
        if (Count++ == 0)
            _headTaken = taken;
        Bytes += block.Length - taken;
        if (block.Pushes == 0)
            ReplyBytes += block.Length;
    }

    /// <summary>Notes that bytes of the head were handed over.</summary>
    /// <returns>The head if it is done and gone, or null.</returns>
    public FrameBlock? Advance(int taken)
    {
        _headTaken += taken;
        Bytes -= taken;
        var head = Head;
        if (_headTaken < head.Length)
            return null;
        _slots[_head] = null;
        _head = Wrap(_head + 1);
        _headTaken = 0;
        Count--;
        if (head.Pushes == 0)
            ReplyBytes -= head.Length;
        return head;
    }

    /// <summary>Removes the oldest push that may be dropped (neither the head nor a reply).</summary>
    public FrameBlock? DropOldest()
    {
        for (var i = 1; i < Count; i++)
        {
            var block = _slots[Wrap(_head + i)]!;
            if (block.Pushes == 0)
                continue;
            for (var j = i; j > 1; j--)
                _slots[Wrap(_head + j)] = _slots[Wrap(_head + j - 1)];
            // The gap is now right behind the head: the head moves into it, so the common case moves one slot.
            _slots[Wrap(_head + 1)] = _slots[_head];
            _slots[_head] = null;
            _head = Wrap(_head + 1);
            Count--;
            Bytes -= block.Length;
            return block;
        }

        return null;
    }

    /// <summary>Puts a push in the place of one that waits under the same collapse key.</summary>
    /// <returns>The replaced block, or null if there is none.</returns>
    public FrameBlock? Replace(FrameBlock block)
    {
        for (var i = 1; i < Count; i++)
        {
            ref var slot = ref _slots[Wrap(_head + i)];
            if (slot!.CollapseKey is null || !string.Equals(slot.CollapseKey, block.CollapseKey, StringComparison.Ordinal))
                continue;
            var replaced = slot;
            slot = block;
            Bytes += block.Length - replaced.Length;
            return replaced;
        }

        return null;
    }

    /// <summary>Takes everything out, in order, for counting.</summary>
    /// <param name="each">Called with each block and the bytes of it that were handed over.</param>
    public void Clear(Action<FrameBlock, int> each)
    {
        while (Count > 0)
        {
            var taken = _headTaken;
            var head = Head;
            Advance(head.Length - taken);
            each(head, taken);
        }
    }

    private int Wrap(int index) => index & (_slots.Length - 1);

    private void Grow()
    {
        var larger = new FrameBlock?[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
            larger[i] = _slots[Wrap(_head + i)];
        _slots = larger;
        _head = 0;
    }
}
