using System.Buffers;
using System.Buffers.Text;
using System.Text;
using ImKit.Connections;
using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Tests.Shared;

/// <summary>Gives every message back as it came, text as text; asked by a text such as <c>close 4000 why</c>
/// it closes. While a client does not take its echoes, nothing more of it is read. Loop thread only.</summary>
internal sealed class WebSocketEcho(IConnection connection, int maxMessageBytes) : IMessageHandler
{
    // What a transport may still bring after it was told to pause.
    private const int Slack = 1 << 20;
    private const int KeptCapacity = 65536;

    private ArrayBufferWriter<byte> _gathered = new();
    private byte[] _block = [];
    private int _sent;

    public int MaxMessageBytes => maxMessageBytes;

    private bool IsBlocked => _sent < _block.Length;

    public void OnMessage(Span<byte> message, bool text)
    {
        if (IsBlocked && _gathered.WrittenCount > maxMessageBytes + Slack)
        {
            connection.Abort();
            return;
        }

        if (text && message.StartsWith("close "u8) && Utf8Parser.TryParse(message[6..], out int code, out var digits) && message.Length > 7 + digits)
        {
            Flush();
            connection.Close(new CloseReason(code, Encoding.UTF8.GetString(message[(7 + digits)..])));
            return;
        }

        var header = _gathered.GetSpan(WebSocketHeader.MaxSize);
        _gathered.Advance(WebSocketHeader.Write(header, text ? WebSocketOpcode.Text : WebSocketOpcode.Binary, message.Length));
        _gathered.Write(message);
    }

    public void OnReadDone() => Flush();

    public void OnViolation(CloseReason reason)
    {
        // What was good before it is answered before it.
        Flush();
        connection.Close(reason);
    }

    public void OnWritable(int taken)
    {
        _sent += taken;
        if (IsBlocked)
            Offer();
        Flush();
        if (!IsBlocked)
            connection.ResumeReading();
    }

    public void OnClosed(Exception? error) => _block = [];

    private void Flush()
    {
        if (IsBlocked || _gathered.WrittenCount == 0)
            return;
        _block = _gathered.WrittenSpan.ToArray();
        _sent = 0;
        if (_gathered.Capacity > KeptCapacity)
            _gathered = new ArrayBufferWriter<byte>();
        else
            _gathered.ResetWrittenCount();
        Offer();
    }

    private void Offer()
    {
        _sent += connection.Send(_block, _sent, _block.Length - _sent);
        if (IsBlocked)
            connection.PauseReading();
        else
            (_block, _sent) = ([], 0);
    }
}
