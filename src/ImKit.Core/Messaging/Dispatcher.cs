using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;

namespace ImKit.Messaging;

/// <summary>Dispatches entries: pushes them to the members, then has the feed rows written, then marks them as dispatched. Called by one
/// section at a time for one conversation.</summary>
internal sealed class Dispatcher(
    EntryPusher pusher, FeedWriter feed, DispatchProgress progress, DispatchMarks marks, IMessageStore messages, IConversationStore conversations,
    StoreCalls calls, Retry retry, IWorkQueue work, MessagingLifetime lifetime)
{
    private const int PageSize = 100;

    /// <summary>Pushes a run; <paramref name="done"/> is called when its feed rows are written too, which the next run does not wait for.</summary>
    /// <exception cref="OperationCanceledException">The server stops; the run is dispatched again by who takes the section.</exception>
    public async ValueTask DispatchAsync(DispatchRun run, AudienceCache audiences, Action done)
    {
        using var activity = ImKitActivities.Dispatch(run.Entries.Count);
        var step = progress.Begin(run.Conversation, run.Last);
        var reach = await pusher.PushAsync(run, audiences).ConfigureAwait(false);
        var ticket = new FeedTicket(_ =>
        {
            if (progress.End(step) is > 0 and var upTo)
                marks.Add(run.Conversation, upTo, run.Term);
            done();
        });
        var (tenant, id) = (run.Conversation.Tenant, run.Conversation.Id);
        foreach (var user in reach.Pushed)
            feed.Write(new FeedChange(tenant, user, FeedKind.Conversation, id), announce: false, ticket);
        foreach (var user in reach.Announced)
            feed.Write(new FeedChange(tenant, user, FeedKind.Conversation, id), announce: true, ticket);
        ticket.Close(0);
    }

    /// <summary>Up to where this node has begun to dispatch, as far as the store may not know; 0 if there is nothing.</summary>
    public long Begun(ConversationKey conversation)
    {
        // In this order: a run that ends meanwhile goes from the first to the second.
        var underWay = progress.Begun(conversation);
        return Math.Max(underWay, marks.Pending(conversation));
    }

    /// <summary>Dispatches what the log holds beyond its mark.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="look">Nothing is done if the mark lies at its seq or further.</param>
    /// <param name="term">The term of the section.</param>
    /// <param name="audiences">The section's cache.</param>
    /// <returns>The epoch, and the last seq dispatched; zeros if nothing was.</returns>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async ValueTask<(long Epoch, long Seq)> RecheckAsync(
        ConversationKey conversation, DispatchLook look, long term, AudienceCache audiences)
    {
        // Before the head, for the same reason.
        var begun = Begun(conversation);
        if (await HeadAsync(conversation).ConfigureAwait(false) is not { } head)
            return default;
        var dispatched = Math.Max(head.DispatchedSeq, begun);
        if (look.From > 0)
            dispatched = Math.Min(dispatched, look.From - 1);
        return look.UpTo <= dispatched ? default : (head.Epoch, await DispatchAsync(head, dispatched, head.Last.Seq, term, audiences).ConfigureAwait(false));
    }

    /// <summary>Dispatches what stands in the log before a run and was not dispatched: other nodes have committed it.</summary>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async ValueTask CatchUpAsync(DispatchRun run, AudienceCache audiences)
    {
        var begun = Begun(run.Conversation);
        if (begun >= run.First - 1 || await HeadAsync(run.Conversation).ConfigureAwait(false) is not { } head)
            return;
        await DispatchAsync(head, Math.Max(begun, head.DispatchedSeq), run.First - 1, run.Term, audiences).ConfigureAwait(false);
    }

    /// <returns>The last seq dispatched; 0 if there was nothing.</returns>
    private async ValueTask<long> DispatchAsync(ConversationHead head, long after, long through, long term, AudienceCache audiences)
    {
        var last = 0L;
        while (after < through)
        {
            var page = await ReadAsync(head.Conversation, after + 1).ConfigureAwait(false);
            LogEntry[] entries = [.. page.Where(entry => entry.Seq <= through)];
            if (entries.Length == 0)
                break;
            await DispatchAsync(head, entries, term, audiences).ConfigureAwait(false);
            last = after = entries[^1].Seq;
        }

        return last;
    }

    private async ValueTask DispatchAsync(ConversationHead head, LogEntry[] entries, long term, AudienceCache audiences)
    {
        var runs = new DispatchRuns();
        foreach (var entry in entries)
            runs.Add(head.Conversation, head.Epoch, entry, term);
        foreach (var run in runs.All)
        {
            // A log may be long: the next page is not read before the feed has taken this one.
            var done = work.CreateSignal();
            await DispatchAsync(run, audiences, done.SetResult).ConfigureAwait(false);
            await done.Task.WaitAsync(lifetime.Stopped).ConfigureAwait(false);
        }
    }

    private async ValueTask<ConversationHead?> HeadAsync(ConversationKey conversation)
    {
        var heads = await retry.UntilDoneAsync(
            "head",
            (key, cancel) => calls.RunAsync(conversations.GetHeadsAsync, (IReadOnlyList<ConversationKey>)[key], cancel),
            conversation,
            lifetime.Stopped).ConfigureAwait(false);
        return heads[0];
    }

    private ValueTask<IReadOnlyList<LogEntry>> ReadAsync(ConversationKey conversation, long fromSeq) => retry.UntilDoneAsync(
        "log",
        (from, cancel) => calls.RunAsync((seq, token) => messages.ReadForwardAsync(conversation, seq, PageSize, token), from, cancel),
        fromSeq,
        lifetime.Stopped);
}
