using System.Buffers;
using System.Net.WebSockets;

namespace ImKit.Transports.AspNetCore;

/// <summary>Puts messages together from what a WebSocket gives. It holds a buffer only while a message is coming in. One caller at a time.</summary>
internal sealed class WebSocketReader(WebSocket socket, int maxMessageBytes)
{
    private const int FirstBuffer = 4096;

    /// <summary>Fragments without a byte that a message may have: nobody needs more, and a client could send them for ever.</summary>
    private const int MaxEmptyFragments = 16;

    private byte[] _buffer = [];
    private int _length;

    public enum Outcome
    {
        Message,
        Closed,
        TooLarge,
        TooManyFragments,
    }

    public ReadOnlySpan<byte> Message => _buffer.AsSpan(0, _length);

    /// <summary>Reads the rest of the message that has begun.</summary>
    /// <param name="first">What a read into no buffer has said of it.</param>
    public async ValueTask<Outcome> ReadMessageAsync(ValueWebSocketReceiveResult first)
    {
        var empty = 0;
        for (var complete = first.EndOfMessage; !complete;)
        {
            MakeRoom();
            var part = await socket.ReceiveAsync(_buffer.AsMemory(_length), CancellationToken.None).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
                return Outcome.Closed;
            if (part is { Count: 0, EndOfMessage: false } && ++empty > MaxEmptyFragments)
                return Outcome.TooManyFragments;
            _length += part.Count;
            complete = part.EndOfMessage;
            if (_length > maxMessageBytes)
                return Outcome.TooLarge;
        }

        return Outcome.Message;
    }

    public void ReleaseBuffer()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    /// <summary>Grows with what has come, never with what was announced.</summary>
    private void MakeRoom()
    {
        if (_length < _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, _length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
