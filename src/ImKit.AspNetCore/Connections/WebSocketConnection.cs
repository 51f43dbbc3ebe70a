using System.Net;
using System.Net.WebSockets;

namespace ImKit.Transports.AspNetCore;

/// <summary>One WebSocket. Loop thread only, unless said otherwise.</summary>
/// <param name="home">Its loop.</param>
/// <param name="limits">What it may take.</param>
/// <param name="remote">The client's address.</param>
/// <param name="socket">The protocol's layer. One read and one send at a time.</param>
/// <param name="cut">Ends the HTTP connection below at once.</param>
internal sealed class WebSocketConnection(TransportLoop home, ConnectionLimits limits, IPEndPoint? remote, WebSocket socket, Action cut)
    : LoopConnection(home, limits, remote)
{
    private Task _send = Task.CompletedTask;
    private Task _close = Task.CompletedTask;
    private bool _sending;
    private bool _closeSent;
    private WebSocketCloseStatus? _violation;

    public override Framing Framing => Framing.Message;

    public override int Send(byte[] bytes, int offset, int count)
    {
        if (Closing || _sending)
            return 0;
        var send = socket.SendAsync(bytes.AsMemory(offset, count), WebSocketMessageType.Binary, true, CancellationToken.None);
        if (send.IsCompletedSuccessfully)
        {
            send.GetAwaiter().GetResult();
            return count;
        }

        _sending = true;
        _send = AwaitSendAsync(send, count);
        return 0;
    }

    public override void Close(CloseReason reason) =>
        CloseWith(_violation ?? (WebSocketCloseStatus)CloseFrame.Code(reason), CloseFrame.Fit(reason.Text));

    public override void GoAway() => CloseWith(WebSocketCloseStatus.EndpointUnavailable, "");

    protected override async Task ReadAsync()
    {
        var reader = new WebSocketReader(socket, Limits.MaxMessageBytes);
        var turns = 0;
        while (true)
        {
            await Gate();
            // Without a buffer, and awaited here: an idle connection should own no more than it must.
            var wait = socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var left = !wait.IsCompleted;
            var first = await wait.ConfigureAwait(false);
            await Loop.EnterAfter(left);
            if (first.MessageType == WebSocketMessageType.Close)
                return;
            try
            {
                var read = reader.ReadMessageAsync(first);
                left = !read.IsCompleted;
                var outcome = await read.ConfigureAwait(false);
                await Loop.EnterAfter(left);
                if (outcome == WebSocketReader.Outcome.Closed)
                    return;
                if (outcome == WebSocketReader.Outcome.Message)
                    Deliver(reader);
                else
                    Violate(outcome);
            }
            finally
            {
                reader.ReleaseBuffer();
            }

            // A client that never stops sending has its turn with the others of this loop, not before them.
            if (++turns % 64 == 0)
                await Loop.Enter();
        }
    }

    protected override async Task FinishAsync(Exception? error)
    {
        if (error is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted } && !Closing)
            EndMalformed();
        else if (error is not null)
            Abort();
        else
            CloseWith(CloseFrame.Answer(socket.CloseStatus), "");
        await _send.ConfigureAwait(false);
        await _close.ConfigureAwait(false);
    }

    protected override void AbortTransport()
    {
        socket.Abort();
        cut();
    }

    private void Deliver(WebSocketReader reader)
    {
        if (!Closing)
            Tell(static (handler, message) => handler.OnMessage(message), reader.Message);
    }

    private void Violate(WebSocketReader.Outcome outcome)
    {
        if (Closing)
            return;
        var large = outcome == WebSocketReader.Outcome.TooLarge;
        _violation = large ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.PolicyViolation;
        var text = large ? $"message longer than {Limits.MaxMessageBytes} bytes" : "too many empty fragments";
        Tell(static (handler, reason) => handler.OnViolation(reason), CloseReason.Protocol with { Text = text });
        CloseWith(_violation.Value, text);
    }

    /// <summary>The layer below has met a frame it does not understand, and has sent the close frame for that itself.</summary>
    private void EndMalformed()
    {
        _closeSent = Closing = true;
        ArmDeadline();
        Tell(static (handler, reason) => handler.OnViolation(reason), CloseReason.Protocol with { Text = "malformed WebSocket frame" });
    }

    private void CloseWith(WebSocketCloseStatus status, string text)
    {
        if (_closeSent || Aborted)
            return;
        _closeSent = Closing = true;
        ResumeReading();
        ArmDeadline();
        _close = SendCloseAsync(status, text);
    }

    private async Task AwaitSendAsync(ValueTask send, int count)
    {
        var sent = await SucceedsAsync(send).ConfigureAwait(false);
        await Loop.Enter();
        _sending = false;
        if (!sent)
            Abort();
        else if (!Closing)
            Tell(static (handler, taken) => handler.OnWritable(taken), count);
    }

    private async Task SendCloseAsync(WebSocketCloseStatus status, string text)
    {
        var closing = new ValueTask(socket.CloseOutputAsync(status, text, CancellationToken.None));
        if (await SucceedsAsync(closing).ConfigureAwait(false))
            return;
        await Loop.Enter();
        Abort();
    }

    private static async ValueTask<bool> SucceedsAsync(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // A failed write is a lost connection, whatever the layer below calls it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
