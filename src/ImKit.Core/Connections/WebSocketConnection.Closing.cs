using ImKit.Protocol.WebSocket;

namespace ImKit.Connections;

/// <summary>The closing handshake: RFC 6455, 7. Loop thread only.</summary>
internal sealed partial class WebSocketConnection
{
    private ClosingDeadline? _closing;
    private short _faultCode;
    private bool _heardLast;
    private bool _closeSent;
    private bool _unanswered;

    /// <summary>Sends a close frame behind the block that is under way, waits for the client's own, and closes the connection below.</summary>
    public void Close(CloseReason reason) => BeginClose(_faultCode > 0 ? _faultCode : CodeFor(reason), reason.Text, reason);

    public void Abort() => _inner.Abort();

    /// <summary>The client did not answer in time.</summary>
    public void EndNow()
    {
        _unanswered = true;
        _inner.Close(_closing!.Reason);
    }

    /// <summary>What was wrong with an end that the layer below calls orderly; null if nothing was.</summary>
    private Exception? Unorderly() =>
        _closing is null ? new IOException("The client ended the connection without a close frame.")
        : _unanswered ? new TimeoutException("The client did not answer the close frame in time.")
        : null;

    /// <summary>The reason's own number, which is in the range for applications. A drain has a number of its own in the registry.</summary>
    private static int CodeFor(CloseReason reason)
    {
        if (reason.Code == CloseReason.Drain.Code)
            return WebSocketClose.ServiceRestart;
        return reason.Code is >= 4000 and <= 4999 ? reason.Code : WebSocketClose.PolicyViolation;
    }

    private void BeginClose(int code, string text, CloseReason reason)
    {
        if (_closing is not null)
            return;
        _closing = new ClosingDeadline(this, reason);
        _bucket.Arm(_closing, _bucket.CloseTimeout);
        _inner.ResumeReading();
        SendControl(WebSocketClose.Frame(code, text), closing: true);
    }

    private void OnCloseSent()
    {
        _closeSent = true;
        if (_heardLast)
            _inner.Close(_closing!.Reason);
    }

    private void OnPeerClose(ReadOnlySpan<byte> payload)
    {
        if (WebSocketClose.Read(payload, out var code) is { } fault)
        {
            OnFault(fault);
            return;
        }

        EndHearing();
        if (_closing is not null)
            return;
        // What was asked before is answered before.
        Handler.OnReadDone();
        BeginClose(code == WebSocketClose.NoCode ? WebSocketClose.Normal : code, "", CloseReason.Kicked);
    }

    private void OnFault(WebSocketFault fault)
    {
        EndHearing();
        if (_closing is not null)
            return;
        _faultCode = (short)fault.Code;
        var reason = CloseReason.Protocol with { Text = fault.Text };
        Handler.OnViolation(reason);
        // Whether or not it has: nothing could be read any more.
        Close(reason);
    }

    /// <summary>Nothing that could still come has a meaning.</summary>
    private void EndHearing()
    {
        _heardLast = true;
        if (_closeSent)
            _inner.Close(_closing!.Reason);
    }
}
