using System.Buffers;

namespace ImKit.Protocol.WebSocket;

/// <summary>Finds messages and control frames in what a client sends, cut anywhere. Strict: RFC 6455, 5. Loop thread only; not copied.</summary>
/// <remarks>A message that lies whole in what has come is given as a part of it, unmasked in place. Otherwise a pooled buffer holds what has come of it; it
/// grows with what has come, never with what a length announces, and is gone as soon as the message is.</remarks>
internal partial struct WebSocketDecoder
{
    /// <summary>What a fragment without a byte counts, against a budget as large as the longest message.</summary>
    private const int EmptyFragmentCost = 64;

    private byte[]? _buffer;
    private long _left;
    private uint _mask;
    private int _buffered;
    private int _wasted;
    private Stage _stage;
    private byte _pending;
    private byte _control;
    private WebSocketOpcode _opcode;
    private bool _final;
    private bool _wide;

    // The message that has begun: Continuation if none has.
    private WebSocketOpcode _message;
    private Utf8Stream _text;
    private bool _taken;

    /// <summary>Whether it holds a buffer.</summary>
    public readonly bool HoldsBuffer => _buffer is not null;

    /// <summary>Reads on.</summary>
    /// <param name="input">What has come; shortened by what was read, and overwritten.</param>
    /// <param name="maxMessage">The longest message, in bytes.</param>
    /// <param name="item">What was found; valid until the next call.</param>
    /// <returns>False if there is no more in <paramref name="input"/>.</returns>
    public bool Next(ref Span<byte> input, int maxMessage, out WebSocketItem item)
    {
        DropTaken();
        item = default;
        while (!input.IsEmpty || IsAtEnd)
        {
            if (_stage != Stage.Payload)
            {
                if (ReadHeader(ref input, maxMessage) is { } bad)
                    return Fail(bad, out item);
                continue;
            }

            var piece = input[..(int)Math.Min(_left, input.Length)];
            input = input[piece.Length..];
            _mask = WebSocketMask.Apply(piece, _mask);
            _left -= piece.Length;
            if (_opcode.IsControl() ? Control(piece, out item) : Data(piece, out item))
                return true;
        }

        return false;
    }

    /// <summary>Gives the buffer back. Nothing is decoded afterwards.</summary>
    public void Release()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _buffered = 0;
    }

    /// <summary>A frame without payload is complete as soon as its header is.</summary>
    private readonly bool IsAtEnd => _stage == Stage.Payload && _left == 0;

    private bool Data(Span<byte> piece, out WebSocketItem item)
    {
        item = default;
        if (_message == WebSocketOpcode.Text && !_text.Add(piece))
            return Fail(WebSocketFault.Text8, out item);
        var complete = _left == 0 && _final;
        if (_left == 0)
            _stage = Stage.First;
        if (!complete || _buffer is not null)
            Keep(piece);
        if (!complete)
            return false;
        if (!_text.IsComplete)
            return Fail(WebSocketFault.Text8, out item);
        item = new WebSocketItem(_message, _buffer is null ? piece : _buffer.AsSpan(0, _buffered));
        _message = WebSocketOpcode.Continuation;
        _taken = true;
        return true;
    }

    /// <summary>A control frame that comes in pieces waits behind the message it interrupts, in the same buffer.</summary>
    private bool Control(Span<byte> piece, out WebSocketItem item)
    {
        item = default;
        if (_left > 0)
        {
            Keep(piece);
            _control += (byte)piece.Length;
            return false;
        }

        _stage = Stage.First;
        if (_control > 0)
        {
            Keep(piece);
            var length = _control + piece.Length;
            _control = 0;
            _buffered -= length;
            piece = _buffer.AsSpan(_buffered, length);
        }

        // The buffer stays for the message that goes on; if there is none it was the control frame's alone.
        _taken = _message == WebSocketOpcode.Continuation;
        item = new WebSocketItem(_opcode, piece);
        return true;
    }

    private void DropTaken()
    {
        if (!_taken)
            return;
        _taken = false;
        _wasted = 0;
        Release();
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        if (_buffer is null || _buffered + piece.Length > _buffer.Length)
            Grow(piece.Length);
        piece.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += piece.Length;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, Math.Max(_buffered + more, Math.Min(_buffered * 2, 1 << 20))));
        _buffer.AsSpan(0, _buffered).CopyTo(larger);
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private bool Fail(WebSocketFault fault, out WebSocketItem item)
    {
        _stage = Stage.Failed;
        Release();
        item = new WebSocketItem(fault);
        return true;
    }
}

/// <summary>What a decoder has found: a whole message, a control frame, or what is wrong.</summary>
internal readonly ref struct WebSocketItem
{
    public WebSocketItem(WebSocketOpcode opcode, Span<byte> payload)
    {
        Opcode = opcode;
        Payload = payload;
    }

    public WebSocketItem(WebSocketFault fault) => Fault = fault;

    /// <summary>Text, binary, close, ping or pong.</summary>
    public WebSocketOpcode Opcode { get; }

    public Span<byte> Payload { get; }

    /// <summary>Nothing can be read after it; null if nothing is wrong.</summary>
    public WebSocketFault? Fault { get; }
}
