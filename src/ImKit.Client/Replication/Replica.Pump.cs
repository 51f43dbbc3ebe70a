using ImKit.Client.Connections;

namespace ImKit.Client.Replication;

/// <content>The pump.</content>
internal sealed partial class Replica
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            await _signal.WaitAsync(cancel).ConfigureAwait(false);
            while (await StepAsync(cancel).ConfigureAwait(false))
            {
                // Until there is nothing to do.
            }
        }
    }

    /// <summary>Does the next thing. A failure leaves it to be done, and waits a little.</summary>
    /// <returns>False if there is nothing to do now.</returns>
    private async ValueTask<bool> StepAsync(CancellationToken cancel)
    {
        try
        {
            return await TryStepAsync(cancel).ConfigureAwait(false);
        }
        catch (ConnectionLostException)
        {
            // The next login wakes the pump; until it is known to be gone, this link is not asked again.
            _lost = _link;
            return true;
        }
        catch (RequestTimeoutException)
        {
            return true;
        }
        catch (RequestRefusedException e) when (e.Error.Temporary)
        {
            await Task.Delay(e.Error.RetryAfter ?? Pause, options.Time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancel.IsCancellationRequested)
        {
            notifier.Fail(e);
            await Task.Delay(Pause, options.Time, cancel).ConfigureAwait(false);
            return true;
        }
    }

    private Acks Acks => _acks ??= new Acks(options.Time, counters, Wake);

    private async ValueTask<bool> TryStepAsync(CancellationToken cancel)
    {
        // Before anything is looked at: what was dropped by now is pulled when nothing is left to do.
        var (link, dropped) = links.Current is { } now ? (now, now.DroppedEntries) : (null, 0);
        if (_answers.TryPeek(out var answer))
        {
            await TakeAsync([answer], null, cancel).ConfigureAwait(false);
            _answers.TryDequeue(out _);
            return true;
        }

        if (_pushes.Reader.TryRead(out var push))
        {
            await HandleAsync(push.Link, push.Frame, cancel).ConfigureAwait(false);
            return true;
        }

        if (_checkWanted)
        {
            _checkWanted = false;
            LearnHeads();
            QueueWhatIsBehind();
            return true;
        }

        _link = link;
        if (_link is null || _link == _lost)
            return false;
        if (_link != _restored)
        {
            Acks.Use(_link);
            await listener.RestoreAsync(_link, cancel).ConfigureAwait(false);
            _restored = _link;
            return true;
        }

        if (await listener.JoinNextAsync(_link, cancel).ConfigureAwait(false))
            return true;

        if (_syncWanted)
        {
            await SyncAsync(_link, cancel).ConfigureAwait(false);
            return true;
        }

        if (_attachWanted)
        {
            await AttachAsync(_link, cancel).ConfigureAwait(false);
            return true;
        }

        if (_pulls.TryPeek(out var next))
        {
            await PullAsync(_link, next, cancel).ConfigureAwait(false);
            return true;
        }

        while (_catchUps.TryDequeue(out var caughtUp))
            caughtUp.TrySetResult();
        return await Acks.SettleAsync(dropped, cancel).ConfigureAwait(false);
    }

    private void QueueWhatIsBehind()
    {
        foreach (var watched in _watched.Keys)
        {
            if (_tracked.TryGetValue(watched, out var known))
                Queue(known);
            else
                _syncWanted = true;
        }

        foreach (var (id, seq) in _expected)
        {
            if (!_tracked.TryGetValue(id, out var known))
                _syncWanted = true;
            else if (Follows(known))
                known.Head = Math.Max(known.Head, seq);
            else
                _expected.TryRemove(new(id, seq));
        }

        foreach (var behind in _tracked.Values.Where(known => known.Behind && Follows(known)))
            Queue(behind);
    }

    private bool Follows(Tracked conversation) => options.FollowAll || _watched.ContainsKey(conversation.Id);

    private void Queue(Tracked conversation)
    {
        if (conversation.Queued)
            return;
        conversation.Queued = true;
        _pulls.Enqueue(conversation);
    }
}
