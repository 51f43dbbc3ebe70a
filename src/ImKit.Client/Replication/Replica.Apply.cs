using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;
using ImKit.Client.Wires;

namespace ImKit.Client.Replication;

/// <content>Entries become part of this device's copy: once, in order, without a gap.</content>
internal sealed partial class Replica
{
    private ValueTask HandleAsync(Link link, Frame push, CancellationToken cancel)
    {
        switch (push.Operation)
        {
            case Operations.Entries:
                return CountAsync(link, Bodies.Read(push.Body, Wire.EntriesPush.Parser), cancel);
            case Operations.Window:
                OnWindow(Bodies.Read(push.Body, Wire.WindowPush.Parser));
                return ValueTask.CompletedTask;
            case Operations.Receipts:
                listener.OnReceipts(Mapping.Receipts(Bodies.Read(push.Body, Wire.ReceiptsPush.Parser)));
                return ValueTask.CompletedTask;
            case Operations.Feed:
                if (Bodies.Read(push.Body, Wire.FeedPush.Parser).Version > _feed)
                    _syncWanted = true;
                return ValueTask.CompletedTask;
            case var operation when IsOfRoom(operation):
                listener.OnRoomFrame(push);
                return ValueTask.CompletedTask;
            default:
                // Of ImKit's own range a later version may push what this one does not know.
                if (Operations.IsHostOperation(push.Operation))
                    listener.OnHostPush(new ClientPush(push.Operation, push.Body));
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Handles a push, and counts its entries as done with, or as owed if they are to be pulled first.</summary>
    private async ValueTask CountAsync(Link link, Wire.EntriesPush push, CancellationToken cancel)
    {
        Acks.Got(link, push.Entries.Count);
        try
        {
            if (!await ApplyAsync(push, cancel).ConfigureAwait(false))
                Acks.Owe();
        }
        catch
        {
            // The store has failed: what was pushed is pulled.
            Acks.Owe();
            _checkWanted = true;
            throw;
        }

        if (Acks.IsFull && link == links.Current)
            await Acks.TellAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Entries are left out by the server, or pushed again.</summary>
    private void OnWindow(Wire.WindowPush told)
    {
        if (told.Stopped)
        {
            counters.Stops.Add();
            ClientLog.Stopped(log);
            Acks.Hurry();
        }

        foreach (var head in told.Heads)
            Learn(head);
        if (!told.More)
            return;
        _syncWanted = true;
        AttachAnew();
    }

    /// <returns>Whether the entries are on this device, as far as it wants them.</returns>
    private async ValueTask<bool> ApplyAsync(Wire.EntriesPush push, CancellationToken cancel)
    {
        if (push.Entries.Count == 0)
            return true;
        if (!_tracked.TryGetValue(push.ConversationId, out var known))
        {
            _syncWanted = true;
            return false;
        }

        var entries = push.Entries.Select(Mapping.Entry).ToList();
        known.Head = Math.Max(known.Head, entries[^1].Seq);
        if (!Follows(known))
        {
            Grow(known, push.Epoch, entries);
            return true;
        }

        if (known.Loaded && push.Epoch == known.Position.Epoch)
        {
            if (push.First <= known.Position.Seq + 1)
            {
                await ApplyAsync(known, push.Epoch, entries, cancel).ConfigureAwait(false);
                return true;
            }

            counters.Gaps.Add();
            ClientLog.Gap(log, known.Id, push.First, known.Position.Seq);
        }

        Queue(known);
        return false;
    }

    private ValueTask ApplyAsync(Tracked known, long epoch, List<ClientEntry> entries, CancellationToken cancel) =>
        ApplyAsync(known, known.Position with { Epoch = epoch }, entries, cancel);

    private async ValueTask ApplyAsync(Tracked known, ClientPosition from, List<ClientEntry> entries, CancellationToken cancel)
    {
        var fresh = entries.FindAll(entry => entry.Seq > from.Seq);
        counters.Known.Add(entries.Count - fresh.Count);
        if (fresh.Count == 0)
            return;
        for (var i = 0; i < fresh.Count; i++)
        {
            if (fresh[i].Seq != from.Seq + 1 + i)
                throw new InvalidDataException($"The server sent entry {fresh[i].Seq} of {known.Id} where {from.Seq + 1 + i} belongs.");
        }

        await KeepAsync(known, new ClientPosition(from.Epoch, fresh[^1].Seq, fresh[^1].Id), fresh, cancel).ConfigureAwait(false);
        counters.Applied.Add(fresh.Count);
        listener.OnApplied(new EntriesApplied(known.Id, fresh, known.Position));
        Grow(known, from.Epoch, fresh);
    }

    /// <summary>Keeps first, shows afterwards: what is shown is never behind what was kept for longer than this call.</summary>
    private async ValueTask KeepAsync(Tracked known, ClientPosition position, List<ClientEntry> entries, CancellationToken cancel)
    {
        var head = Math.Max(known.Head, position.Seq);
        await journal.SaveAsync(
            new ClientChange { Cursors = [new ClientCursor(known.Id, position, head, Loaded: true)], Entries = entries }, cancel).ConfigureAwait(false);
        (known.Position, known.Head, known.Loaded) = (position, head, true);
        if (_expected.TryGetValue(known.Id, out var expected) && expected <= position.Seq)
            _expected.TryRemove(new(known.Id, expected));
    }

    private void Grow(Tracked known, long epoch, List<ClientEntry> entries)
    {
        if (known.State is { } state && state.Epoch == epoch)
            Show(known, States.Grow(state, entries, listener.UserId));
        if (entries.Exists(static entry => entry.Kind == ClientEntryKind.MembersAdded))
            MayHaveGrown(known);
    }
}
