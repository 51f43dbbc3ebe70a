using System.Buffers.Binary;
using ImKit.Protocol.WebSocket;

namespace ImKit.Testing;

/// <summary>Takes a server's WebSocket frames out of its stream, and holds them to the form that this server promises: whole messages in final frames, no
/// mask, no reserved bits, lengths in their shortest form.</summary>
internal sealed class ServerFrames
{
    private byte[] _bytes = new byte[WebSocketHeader.MaxSize];
    private int _have;
    private int _header = 2;
    private int _payload = -1;

    /// <summary>What the server's close frame said; null before it.</summary>
    public CloseReason? Closed { get; set; }

    public WebSocketOpcode Opcode => (WebSocketOpcode)(_bytes[0] & 0x0F);

    /// <summary>Bytes that are missing of the next step.</summary>
    public int Missing => _header + Math.Max(0, _payload) - _have;

    /// <summary>Adds bytes, at most <see cref="Missing"/>.</summary>
    /// <returns>Whether a frame is complete.</returns>
    public bool Add(ReadOnlySpan<byte> piece)
    {
        if (Closed is not null)
            throw new ExpectationException("The server sent something behind its close frame.");
        piece.CopyTo(_bytes.AsSpan(_have));
        _have += piece.Length;
        while (Missing == 0)
        {
            if (_payload >= 0)
                return true;
            ReadHeader();
        }

        return false;
    }

    /// <summary>The payload of the frame that is complete.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var payload = _bytes.AsMemory(_header, _payload);
        _bytes = new byte[WebSocketHeader.MaxSize];
        (_have, _header, _payload) = (0, 2, -1);
        return payload;
    }

    private void ReadHeader()
    {
        var length = _bytes[1];
        if ((_bytes[0] & 0xF0) != 0x80 || (length & 0x80) != 0 || !Opcode.IsKnown() || Opcode == WebSocketOpcode.Continuation)
            throw new ExpectationException($"The server sent a WebSocket frame that begins with {_bytes[0]:x2} {length:x2}.");
        var header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (_have < header)
        {
            _header = header;
            return;
        }

        _payload = header switch { 2 => length, 4 => BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(2)), _ => checked((int)BinaryPrimitives.ReadUInt64BigEndian(_bytes.AsSpan(2))) };
        if (WebSocketHeader.Size(_payload) != header)
            throw new ExpectationException($"The server sent a length of {_payload} in a header of {header} bytes.");
        Array.Resize(ref _bytes, header + _payload);
    }
}
