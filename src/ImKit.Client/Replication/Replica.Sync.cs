using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;

namespace ImKit.Client.Replication;

/// <content>What changed, by the user's feed.</content>
internal sealed partial class Replica
{
    private const int SyncLimit = 200;
    private const int StaleTries = 3;

    private async ValueTask SyncAsync(Link link, CancellationToken cancel)
    {
        _syncWanted = false;
        try
        {
            counters.Syncs.Add();
            var page = await link.AskAsync(Operations.Sync, new Wire.SyncRequest { Since = _feed, Limit = SyncLimit }, Wire.SyncReply.Parser, cancel).ConfigureAwait(false);
            // Before the version is kept: what it has told it does not tell again.
            foreach (var state in page.Items.Where(static state => state.RemovedChanged))
                await TellRemovedAsync(link, state.ConversationId, cancel).ConfigureAwait(false);
            var stale = await TakeAsync(page.Items, Math.Max(_feed, page.Version), cancel).ConfigureAwait(false);
            // Behind what pushes have told already: look again, but not for ever; the heartbeat asks later.
            _stale = stale ? _stale + 1 : 0;
            if (page.More || (stale && _stale < StaleTries))
                _syncWanted = true;
        }
        catch (RequestRefusedException e) when (e.Error.Code == ClientErrorCode.Reset && _feed > 0)
        {
            await ForgetFeedAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            _syncWanted = true;
            throw;
        }
    }

    /// <summary>Asks which entries the user has removed, and tells of all of them.</summary>
    private async ValueTask TellRemovedAsync(Link link, string conversation, CancellationToken cancel)
    {
        try
        {
            List<long> seqs = [];
            Wire.RemovedReply page;
            do
            {
                var request = new Wire.RemovedRequest { ConversationId = conversation, After = seqs.Count > 0 ? seqs[^1] : 0 };
                page = await link.AskAsync(Operations.Removed, request, Wire.RemovedReply.Parser, cancel).ConfigureAwait(false);
                seqs.AddRange(page.Seqs);
            }
            while (page.More && page.Seqs.Count > 0);
            listener.OnRemoved(new EntriesRemoved(conversation, seqs));
        }
        catch (RequestRefusedException e) when (e.Error.Code is ClientErrorCode.NotMember or ClientErrorCode.NotFound)
        {
            // They have left: the next sync tells it.
        }
    }

    /// <summary>The server does not know this feed: it is another server's, or older. All is asked for again, and every position is put to the proof.</summary>
    private async ValueTask ForgetFeedAsync(CancellationToken cancel)
    {
        _syncWanted = true;
        await journal.SaveAsync(new ClientChange { FeedVersion = 0 }, cancel).ConfigureAwait(false);
        Volatile.Write(ref _feed, 0);
        foreach (var known in _tracked.Values)
            Queue(known);
    }

    /// <summary>Takes states of the server's: keeps what they tell, then acts on it.</summary>
    /// <returns>Whether one of them was behind what this device knows.</returns>
    private async ValueTask<bool> TakeAsync(IReadOnlyList<Wire.ConversationState> states, long? feed, CancellationToken cancel)
    {
        var told = states.Select(Mapping.State).ToList();
        var gone = told.Where(IsGone).Select(static state => state.Id).ToList();
        var present = told.Where(static state => state.Role != ClientRole.None).ToList();
        await journal.SaveAsync(
            new ClientChange
            {
                FeedVersion = feed,
                Dropped = gone,
                // The head goes with the version: what a sync has told it does not tell again.
                Cursors = [.. present.Select(state => CursorOf(state, gone.Contains(state.Id)))],
            },
            cancel).ConfigureAwait(false);
        Volatile.Write(ref _feed, feed ?? _feed);
        foreach (var id in gone)
            Forget(id, told.Any(state => state.Id == id && state.Role == ClientRole.None) ? DropReason.Left : DropReason.Reset);
        var stale = false;
        foreach (var state in present)
            stale |= Take(state);
        return stale;
    }

    /// <summary>The user has left, or the log is another.</summary>
    private bool IsGone(ClientConversation state) =>
        _tracked.TryGetValue(state.Id, out var known) && (state.Role == ClientRole.None || (known.Loaded && known.Position.Epoch != state.Epoch));

    private ClientCursor CursorOf(ClientConversation state, bool anew) => !anew && _tracked.TryGetValue(state.Id, out var known)
        ? known.Cursor(Math.Max(state.HeadSeq, known.Head))
        : new Tracked(state.Id).Cursor(state.HeadSeq);

    private bool Take(ClientConversation state)
    {
        if (!_tracked.TryGetValue(state.Id, out var known))
            _tracked[state.Id] = known = new Tracked(state.Id);
        var stale = States.IsStale(known.State, state);
        Size(known, state.MemberCount);
        known.Head = Math.Max(known.Head, state.HeadSeq);
        Show(known, States.Merge(known.State, state));
        if (known.Behind && Follows(known))
            Queue(known);
        return stale;
    }

    private void Show(Tracked conversation, ClientConversation state)
    {
        if (conversation.State == state)
            return;
        conversation.State = state;
        _states[state.Id] = state;
        listener.OnChanged(state);
    }

    private void Forget(string id, DropReason reason)
    {
        _tracked.Remove(id);
        _expected.TryRemove(id, out _);
        _attachWanted = true;
        if (reason == DropReason.Left)
            _states.TryRemove(id, out _);
        else
            counters.Resets.Add();
        ClientLog.Dropped(log, id, reason);
        listener.OnDropped(new ConversationDropped(id, reason));
    }
}
