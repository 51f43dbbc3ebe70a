using System.Runtime.CompilerServices;
using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Pushes of one room that leave together: joined once per wire form in use. Loop thread only, during one flush.</summary>
internal ref struct JoinedPushes(List<OutboundMessage> messages)
{
    private readonly List<OutboundMessage> _messages = messages;
    private Forms _blocks;
    private Flags _known;

    /// <summary>The block for a wire form; null if nothing is for it.</summary>
    public FrameBlock? For(WireForm form)
    {
        if (_known[(int)form])
            return _blocks[(int)form];
        _known[(int)form] = true;
        return _blocks[(int)form] = Encode(form);
    }

    private readonly FrameBlock? Encode(WireForm form)
    {
        if (_messages.Count == 1)
            return _messages[0].Encoded(form);
        var blocks = new List<FrameBlock>(_messages.Count);
        foreach (var message in _messages)
        {
            if (message.Encoded(form) is { } block)
                blocks.Add(block);
        }

        return blocks.Count switch { 0 => null, 1 => blocks[0], _ => FrameBlock.Join(form, blocks) };
    }

    [InlineArray(WireForms.Count)]
    private struct Forms
    {
        private FrameBlock? _first;
    }

    [InlineArray(WireForms.Count)]
    private struct Flags
    {
        private bool _first;
    }
}
