using ImKit.Client.Connections;

namespace ImKit.Client.Replication;

/// <content>Entries that pushes have not brought.</content>
internal sealed partial class Replica
{
    private const int PullLimit = 200;
    private const int ShortPulls = 5;

    // Whether the page under way was asked for by position; a page of history has its "more" at the other end.
    private bool _forward;

    /// <summary>Gets the next page of the conversation at the head of the queue, and takes it off unless there is more.</summary>
    private async ValueTask PullAsync(Link link, Tracked next, CancellationToken cancel)
    {
        if (!_tracked.TryGetValue(next.Id, out var known) || known != next)
        {
            // Forgotten meanwhile.
            _pulls.Dequeue();
            return;
        }

        try
        {
            counters.Pulls.Add();
            var slice = await AskAsync(link, known, cancel).ConfigureAwait(false);
            await TakeAsync(known, slice, cancel).ConfigureAwait(false);
            if (slice.More && _forward)
                return;
            Done();
            if (known.Behind)
                await AgainAsync(known, slice.Head?.Seq ?? 0, cancel).ConfigureAwait(false);
            else
                known.Short = 0;
        }
        catch (RequestRefusedException e) when (e.Error.Code is ClientErrorCode.Reset or ClientErrorCode.NotMember or ClientErrorCode.NotFound)
        {
            Done();
            await DropAsync(known, e.Error.Code == ClientErrorCode.Reset ? DropReason.Reset : DropReason.Left, cancel).ConfigureAwait(false);
        }
        catch
        {
            // Not this one alone is to be tried again and again.
            _pulls.Enqueue(_pulls.Dequeue());
            throw;
        }
    }

    private void Done() => _pulls.Dequeue().Queued = false;

    private ValueTask<Wire.LogSlice> AskAsync(Link link, Tracked known, CancellationToken cancel)
    {
        _forward = known.Loaded || options.InitialEntries == ImKitClientOptions.AllEntries;
        if (!_forward)
            return link.AskAsync(Operations.History, new Wire.HistoryRequest { ConversationId = known.Id, Limit = options.InitialEntries }, Wire.LogSlice.Parser, cancel);
        var position = known.Loaded ? known.Position : default;
        var request = new Wire.PullRequest { ConversationId = known.Id, Epoch = position.Epoch, Seq = position.Seq, IdAtSeq = position.IdAtSeq, Limit = PullLimit };
        return link.AskAsync(Operations.Pull, request, Wire.LogSlice.Parser, cancel);
    }

    private async ValueTask TakeAsync(Tracked known, Wire.LogSlice slice, CancellationToken cancel)
    {
        var entries = slice.Entries.Select(Mapping.Entry).ToList();
        await TakeAsync(known, slice, entries, cancel).ConfigureAwait(false);
        // Of what was read on another device nobody waits to hear.
        if (entries.Exists(entry => entry.Sender != listener.UserId && entry.Seq > (known.State?.Seen ?? 0)))
            Acks.Pulled(known.Id, known.Position.Seq);
    }

    private async ValueTask TakeAsync(Tracked known, Wire.LogSlice slice, List<ClientEntry> entries, CancellationToken cancel)
    {
        if (known.Loaded)
        {
            await ApplyAsync(known, slice.Epoch, entries, cancel).ConfigureAwait(false);
            return;
        }

        var start = entries.Count > 0
            ? new ClientPosition(slice.Epoch, entries[0].Seq - 1, 0)
            : new ClientPosition(slice.Epoch, slice.Floor, slice.FloorId);
        if (entries.Count > 0)
            await ApplyAsync(known, start, entries, cancel).ConfigureAwait(false);
        else
            await KeepAsync(known, start, entries, cancel).ConfigureAwait(false);
    }

    /// <summary>The log says it ends before an entry that was told of: it is asked again a few times, then believed.</summary>
    private async ValueTask AgainAsync(Tracked known, long head, CancellationToken cancel)
    {
        if (++known.Short >= ShortPulls)
        {
            known.Short = 0;
            known.Head = Math.Max(head, known.Position.Seq);
            _expected.TryRemove(known.Id, out _);
            return;
        }

        Queue(known);
        // Mostly it has grown while the page was read.
        if (known.Short > 1)
            await Task.Delay(Pause, options.Time, cancel).ConfigureAwait(false);
    }

    private async ValueTask DropAsync(Tracked known, DropReason reason, CancellationToken cancel)
    {
        var again = new Tracked(known.Id) { Head = known.State?.HeadSeq ?? 0, State = known.State };
        await journal.SaveAsync(
            new ClientChange { Dropped = [known.Id], Cursors = reason == DropReason.Reset ? [again.Cursor(again.Head)] : [] }, cancel).ConfigureAwait(false);
        Forget(known.Id, reason);
        if (reason == DropReason.Left)
        {
            _syncWanted = true;
            return;
        }

        _tracked[again.Id] = again;
        Queue(again);
    }
}
