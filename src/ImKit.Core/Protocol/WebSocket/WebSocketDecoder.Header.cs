namespace ImKit.Protocol.WebSocket;

/// <summary>Headers of clients' frames, byte by byte: what is wrong is found at the first byte that shows it.</summary>
internal partial struct WebSocketDecoder
{
    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte MaskBit = 0x80;

    private enum Stage : byte
    {
        First,
        Second,
        Length,
        Mask,
        Payload,
        Failed,
    }

    private WebSocketFault? ReadHeader(ref Span<byte> input, int maxMessage)
    {
        while (!input.IsEmpty && _stage < Stage.Payload)
        {
            var value = input[0];
            input = input[1..];
            var fault = _stage switch
            {
                Stage.First => First(value),
                Stage.Second => Second(value, maxMessage),
                Stage.Length => Length(value, maxMessage),
                _ => Mask(value),
            };
            if (fault is not null)
                return fault;
        }

        // After a fault nothing is read any more.
        if (_stage == Stage.Failed)
            input = default;
        return null;
    }

    private WebSocketFault? First(byte value)
    {
        _final = (value & FinalBit) != 0;
        _opcode = (WebSocketOpcode)(value & 0x0F);
        _stage = Stage.Second;
        if ((value & ReservedBits) != 0)
            return WebSocketFault.Reserved;
        if (!_opcode.IsKnown())
            return WebSocketFault.Opcode;
        if (_opcode.IsControl())
            return _final ? null : WebSocketFault.Control;
        var goesOn = _opcode == WebSocketOpcode.Continuation;
        if (goesOn == (_message == WebSocketOpcode.Continuation))
            return goesOn ? WebSocketFault.NothingToContinue : WebSocketFault.Unfinished;
        if (!goesOn)
            _message = _opcode;
        return null;
    }

    private WebSocketFault? Second(byte value, int maxMessage)
    {
        if ((value & MaskBit) == 0)
            return WebSocketFault.Unmasked;
        _left = value & 0x7F;
        if (_left <= WebSocketHeader.MaxControlPayload)
            return LengthKnown(maxMessage);
        if (_opcode.IsControl())
            return WebSocketFault.Control;
        _wide = _left == 127;
        _pending = (byte)(_wide ? 8 : 2);
        _left = 0;
        _stage = Stage.Length;
        return null;
    }

    private WebSocketFault? Length(byte value, int maxMessage)
    {
        // The top bit of the eight bytes has to be 0.
        if (_wide && _pending == 8 && value > 0x7F)
            return WebSocketFault.Length;
        _left = (_left << 8) | value;
        if (--_pending > 0)
            return null;
        var least = _wide ? ushort.MaxValue + 1 : WebSocketHeader.MaxControlPayload + 1;
        return _left < least ? WebSocketFault.Length : LengthKnown(maxMessage);
    }

    private WebSocketFault? LengthKnown(int maxMessage)
    {
        _stage = Stage.Mask;
        _pending = 4;
        _mask = 0;
        if (_opcode.IsControl())
            return null;
        if (_left == 0 && !_final && (_wasted += EmptyFragmentCost) > maxMessage)
            return WebSocketFault.EmptyFragments;
        return _left > maxMessage - _buffered ? WebSocketFault.TooBig : null;
    }

    private WebSocketFault? Mask(byte value)
    {
        _mask |= (uint)value << (BitConverter.IsLittleEndian ? 8 * (4 - _pending) : 8 * (_pending - 1));
        if (--_pending == 0)
            _stage = Stage.Payload;
        return null;
    }
}
