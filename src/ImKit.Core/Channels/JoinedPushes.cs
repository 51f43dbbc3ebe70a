using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Pushes of one room that leave together: joined once per wire form in use. Loop thread only, during one flush.</summary>
/// <param name="messages">The pushes.</param>
/// <param name="scratch">Empty, and empty again whenever this is not at work.</param>
/// <param name="plain">Whether numbered pushes are written as the host made them.</param>
internal ref struct JoinedPushes(List<OutboundMessage> messages, List<FrameBlock> scratch, bool plain = false)
{
    private readonly bool _plain = plain;
    private readonly List<OutboundMessage> _messages = messages;
    private readonly List<FrameBlock> _scratch = scratch;
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

    /// <summary>The push as those get it who get no places, or as it is.</summary>
    public static OutboundMessage Of(OutboundMessage message, bool plain) => plain && message is NumberedPush numbered ? numbered.Plain : message;

    private readonly FrameBlock? Encode(WireForm form)
    {
        if (_messages.Count == 1)
            return Of(_messages[0], _plain).Encoded(form);
        try
        {
            foreach (var message in _messages)
            {
                if (Of(message, _plain).Encoded(form) is { } block)
                    _scratch.Add(block);
            }

            return _scratch.Count switch { 0 => null, 1 => _scratch[0], _ => FrameBlock.Join(form, CollectionsMarshal.AsSpan(_scratch)) };
        }
        finally
        {
            _scratch.Clear();
        }
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
