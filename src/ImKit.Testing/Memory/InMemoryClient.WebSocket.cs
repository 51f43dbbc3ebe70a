using System.Buffers.Binary;
using ImKit.Protocol.WebSocket;

namespace ImKit.Testing;

// The client's side of WebSocket. Guarded as the rest.
public sealed partial class InMemoryClient
{
    private ServerFrames? _socket;
    private bool _leaving;

    private int FreeSendWindow => Math.Max(0, Options.SendWindow - _inbound.Bytes);

    /// <summary>The end as this side sees it: who began the closing handshake has closed.</summary>
    private ConnectionEnd SeenEnd => _leaving && _end == ConnectionEnd.ServerClosed ? ConnectionEnd.ClientClosed : _end;

    private void AddInbound(byte[] piece)
    {
        _inbound.Add(piece);
        Wake();
    }

    private bool TryTake(int max, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        return _outbound is not null && _outbound.TryTake(max, out bytes);
    }

    /// <summary>Takes what belongs to the next message and no more, so that the rest stays in the window.</summary>
    private bool TryTakeMessage(out ReadOnlyMemory<byte> message)
    {
        var socket = _socket ??= new ServerFrames();
        while (TryTake(socket.Missing, out var piece))
        {
            if (!socket.Add(piece.Span))
                continue;
            if (socket.Opcode is WebSocketOpcode.Text or WebSocketOpcode.Binary)
            {
                message = socket.Take();
                return true;
            }

            OnControl(socket.Opcode, socket.Take().Span);
        }

        message = default;
        return false;
    }

    private void OnControl(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (opcode == WebSocketOpcode.Ping && CanAnswer)
            AddInbound(ClientFrame.Encode(WebSocketOpcode.Pong, payload));
        if (opcode != WebSocketOpcode.Close || _socket!.Closed is not null)
            return;
        _socket.Closed = new CloseReason(
            payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : WebSocketClose.NoCode, WebSocketClose.TextOf(payload));
        if (CanAnswer)
            AddInbound(ClientFrame.Encode(WebSocketOpcode.Close, payload[..Math.Min(2, payload.Length)]));
    }

    private bool CanAnswer => _end == ConnectionEnd.None && !_leaving && !_vanished;

    /// <summary>A client that throws away what comes still answers a close frame, which always comes by itself.</summary>
    private void AnswerClose(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[0] != (0x80 | (byte)WebSocketOpcode.Close))
            return;
        lock (_gate)
        {
            _socket ??= new ServerFrames();
            OnControl(WebSocketOpcode.Close, bytes[2..]);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (_end != ConnectionEnd.None || _leaving || _vanished)
                return;
            _leaving = true;
            // Nothing that comes is read any more, so nothing keeps the server from answering.
            while (TryTake(int.MaxValue, out _))
            {
            }

            if (_socket?.Closed is null)
                AddInbound(ClientFrame.Encode(WebSocketOpcode.Close, [WebSocketClose.Normal >> 8, WebSocketClose.Normal & 0xFF]));
            Changed();
            Wake();
        }
    }
}
