using System.Net;
using ImKit.Channels;
using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Connections;

/// <summary>Speaks WebSocket over a transport's bytes: gives whole messages to its handler, answers pings, closes in order. Loop thread only.</summary>
/// <remarks>
/// <para>What goes out is encoded already, headers included: <see cref="Send(byte[], int, int)"/> passes blocks of whole messages on and only keeps count, so that a control
/// frame never lands inside one. While idle it holds no buffer.</para>
/// </remarks>
internal sealed partial class WebSocketConnection(Bucket bucket, IConnection inner) : IConnection, IConnectionHandler
{
    private readonly Bucket _bucket = bucket;
    private readonly IConnection _inner = inner;
    private WebSocketDecoder _decoder;

    public IPEndPoint? Remote => _inner.Remote;

    /// <summary>Who gets the messages. Set before the first byte comes.</summary>
    public IMessageHandler Handler { private get; set; } = null!;

    public void PauseReading()
    {
        // From the close on the client's own close frame is waited for.
        if (_closing is null)
            _inner.PauseReading();
    }

    public void ResumeReading() => _inner.ResumeReading();

    public void OnData(Span<byte> bytes)
    {
        _bucket.Counters.ReceivedBytes += bytes.Length;
        while (!_heardLast && _decoder.Next(ref bytes, Handler.MaxMessageBytes, out var item))
            Take(item);
        if (_closing is null)
            Handler.OnReadDone();
    }

    public void OnClosed(Exception? error)
    {
        _heardLast = true;
        _decoder.Release();
        if (_closing is not null)
            _bucket.Wheel.Disarm(_closing);
        Handler.OnClosed(error ?? Unorderly());
    }

    private void Take(WebSocketItem item)
    {
        if (item.Fault is { } fault)
        {
            OnFault(fault);
            return;
        }

        switch (item.Opcode)
        {
            case WebSocketOpcode.Close:
                OnPeerClose(item.Payload);
                break;
            case WebSocketOpcode.Ping or WebSocketOpcode.Pong when _closing is null:
                OnControl(item);
                break;
            case WebSocketOpcode.Text or WebSocketOpcode.Binary when _closing is null:
                Handler.OnMessage(item.Payload, item.Opcode == WebSocketOpcode.Text);
                break;
            default:
                // After the close frame only the client's own counts.
                break;
        }
    }

    private void OnControl(WebSocketItem item)
    {
        Handler.OnControl();
        // Nobody asked for a pong.
        if (item.Opcode == WebSocketOpcode.Ping && _closing is null)
            SendControl(WebSocketHeader.Frame(WebSocketOpcode.Pong, item.Payload), closing: false);
    }
}
