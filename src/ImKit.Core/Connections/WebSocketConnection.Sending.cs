using ImKit.Transports;

namespace ImKit.Connections;

/// <summary>What goes out, and in which order. Loop thread only.</summary>
internal sealed partial class WebSocketConnection
{
    private ControlFrames? _control;
    private int _blockLeft;
    private bool _refused;

    /// <summary>Sends the bytes of an answer to the opening handshake before anything else.</summary>
    public void Begin(byte[] response) => SendControl(response, closing: false);

    /// <summary>Past this layer, as long as there is nothing of its own on the way.</summary>
    public IConnection? BatchTarget => _closing is null && _control is null && _blockLeft == 0 ? _inner.BatchTarget : null;

    public void OnBatchCut(int left) => _blockLeft = left;

    public int Send(byte[] bytes, int offset, int count) => MaySend() ? AfterSend(_inner.Send(bytes, offset, count), count) : 0;

    public int Send(ReadOnlySpan<byte> bytes) => MaySend() ? AfterSend(_inner.Send(bytes), bytes.Length) : 0;

    public void OnWritable(int taken)
    {
        if (_control is { Sending: not null } control)
        {
            control.Left -= taken;
            if (!SendWaiting() || !_refused)
                return;
            _refused = false;
            Handler.OnWritable(0);
            return;
        }

        _blockLeft -= taken;
        if (_blockLeft == 0 && _control is not null)
            SendWaiting();
        Handler.OnWritable(taken);
    }

    private bool MaySend()
    {
        // A block that has begun has to end, even if a close frame waits behind it.
        if (_closing is not null && _blockLeft == 0)
            return false;
        _refused |= _control is { Sending: not null };
        return _control is not { Sending: not null };
    }

    private int AfterSend(int taken, int count)
    {
        _blockLeft = count - taken;
        if (_blockLeft == 0 && _control is not null)
            SendWaiting();
        return taken;
    }

    private void SendControl(byte[] frame, bool closing)
    {
        if (_blockLeft > 0 || _control is not null)
        {
            (_control ??= new ControlFrames()).Add(frame, closing);
            return;
        }

        var taken = _inner.Send(frame, 0, frame.Length);
        if (taken == frame.Length)
            Sent(closing);
        else
            (_control = new ControlFrames()).Begin(frame, frame.Length - taken, closing);
    }

    /// <summary>Goes on with the control frames that wait.</summary>
    /// <returns>Whether all are gone.</returns>
    private bool SendWaiting()
    {
        while (_control is { } control)
        {
            if (control.Sending is { } frame && control.Left > 0)
            {
                control.Left -= _inner.Send(frame, frame.Length - control.Left, control.Left);
                if (control.Left > 0)
                    return false;
            }

            if (control.Sending is not null)
                Sent(control.IsClosing);
            if (!control.MoveNext())
                _control = null;
        }

        return true;
    }

    private void Sent(bool closing)
    {
        if (closing)
            OnCloseSent();
    }
}
