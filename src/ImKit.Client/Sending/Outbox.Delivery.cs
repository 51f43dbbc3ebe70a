using ImKit.Client.Connections;
using ImKit.Client.Replication;

namespace ImKit.Client.Sending;

/// <content>One message on its way.</content>
internal sealed partial class Outbox
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

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
            Counters.Count(ref counters.Retries);
            await Task.Delay(e.Error.RetryAfter ?? PauseAfter(lane.Tries), options.Time, cancel).ConfigureAwait(false);
        }
        catch (RequestRefusedException e)
        {
            await RefusedAsync(item, e, cancel).ConfigureAwait(false);
            return true;
        }
        catch (ConnectionLostException)
        {
            Counters.Count(ref counters.Retries);
            await links.WaitAsync(link, cancel).ConfigureAwait(false);
        }
        catch (RequestTimeoutException)
        {
            // The outcome is unknown; the id decides.
            Counters.Count(ref counters.Retries);
        }
        catch (InvalidDataException e)
        {
            notifier.Fail(e);
            await Task.Delay(PauseAfter(lane.Tries), options.Time, cancel).ConfigureAwait(false);
        }

        return false;
    }

    private async ValueTask AcknowledgedAsync(OutboxItem item, ClientAck ack, CancellationToken cancel)
    {
        Counters.Count(ref counters.Acknowledged);
        if (ack.Duplicate)
            Counters.Count(ref counters.Duplicates);
        await ForgetAsync(item, cancel).ConfigureAwait(false);
        listener.OnOutcome(new SendOutcome(item.Message, ack, null));
        item.Complete(ack);
    }

    private async ValueTask RefusedAsync(OutboxItem item, RequestRefusedException refusal, CancellationToken cancel)
    {
        Counters.Count(ref counters.Refused);
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
