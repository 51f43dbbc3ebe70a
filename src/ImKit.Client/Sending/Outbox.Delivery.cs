using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;
using ImKit.Client.Replication;

namespace ImKit.Client.Sending;

/// <content>One message on its way.</content>
internal sealed partial class Outbox
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private async Task WorkAsync(CancellationToken cancel)
    {
        while (true)
        {
            await _ready.WaitAsync(cancel).ConfigureAwait(false);
            if (_lanes.Take() is not { } lane)
                continue;
            var done = false;
            try
            {
                done = await DeliverAsync(lane, cancel).ConfigureAwait(false);
                lane.Tries = done ? 0 : lane.Tries + 1;
            }
            finally
            {
                counters.Waiting(done ? -1 : 0);
                Signal(_lanes.Release(lane, done));
            }
        }
    }

    /// <summary>Tries once.</summary>
    /// <returns>Whether the message is done with.</returns>
    private async ValueTask<bool> DeliverAsync(OutboxLanes.Lane lane, CancellationToken cancel)
    {
        var item = lane.Items.Peek();
        var link = await links.WaitAsync(null, cancel).ConfigureAwait(false);
        try
        {
            var reply = await link.AskAsync(Operations.Send, Mapping.Send(item.Message), Wire.SendReply.Parser, cancel).ConfigureAwait(false);
            await AcknowledgedAsync(item, Mapping.Ack(reply), cancel).ConfigureAwait(false);
            return true;
        }
        catch (RequestRefusedException e) when (e.Error.Temporary)
        {
            Repeat(item, "refused");
            await Task.Delay(e.Error.RetryAfter ?? PauseAfter(lane.Tries), options.Time, cancel).ConfigureAwait(false);
        }
        catch (RequestRefusedException e)
        {
            await RefusedAsync(item, e, cancel).ConfigureAwait(false);
            return true;
        }
        catch (ConnectionLostException)
        {
            Repeat(item, "lost");
            await links.WaitAsync(link, cancel).ConfigureAwait(false);
        }
        catch (RequestTimeoutException)
        {
            // The outcome is unknown; the id decides.
            Repeat(item, "timeout");
        }
        catch (InvalidDataException e)
        {
            notifier.Fail(e);
            await Task.Delay(PauseAfter(lane.Tries), options.Time, cancel).ConfigureAwait(false);
        }

        return false;
    }

    private void Repeat(OutboxItem item, string reason)
    {
        counters.Retries.Add("reason", reason);
        ClientLog.SendRepeated(log, item.Message.ClientMsgId, reason);
    }

    private async ValueTask AcknowledgedAsync(OutboxItem item, ClientAck ack, CancellationToken cancel)
    {
        counters.Acknowledge(ack.Duplicate, item.Since is { } since ? options.Time.GetElapsedTime(since) : null);
        await ForgetAsync(item, cancel).ConfigureAwait(false);
        listener.OnOutcome(new SendOutcome(item.Message, ack, null));
        item.Complete(ack);
    }

    private async ValueTask RefusedAsync(OutboxItem item, RequestRefusedException refusal, CancellationToken cancel)
    {
        counters.Refuse();
        ClientLog.SendRefused(log, item.Message.ClientMsgId, (int)refusal.Error.Code);
        await ForgetAsync(item, cancel).ConfigureAwait(false);
        listener.OnOutcome(new SendOutcome(item.Message, null, refusal.Error));
        item.Fail(refusal);
    }

    private async ValueTask ForgetAsync(OutboxItem item, CancellationToken cancel)
    {
        try
        {
            await journal.SaveAsync(new ClientChange { Sent = item.Message }, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancel.IsCancellationRequested)
        {
            // In the next life it is sent once more, and recognised by its id.
            notifier.Fail(e);
        }
    }

    private TimeSpan PauseAfter(int tries)
    {
        var most = FirstPause * Math.Pow(2, Math.Min(tries, 10));
        lock (options.Random)
            return (most < LongestPause ? most : LongestPause) * (0.5 + (options.Random.NextDouble() / 2));
    }
}
