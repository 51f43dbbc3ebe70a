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
    /// <exception cref="OperationCanceledException">The server stops; the run is dispatched again at the next start.</exception>
    public async ValueTask DispatchAsync(DispatchRun run, AudienceCache audiences, Action done)
    {
        using var activity = ImKitActivities.Dispatch(run.Entries.Count);
        var step = progress.Begin(run.Conversation, run.Last);
        var reach = await pusher.PushAsync(run, audiences).ConfigureAwait(false);
        var ticket = new FeedTicket(_ =>
        {
            if (progress.End(step) is > 0 and var upTo)
                marks.Add(run.Conversation, upTo);
            done();
        });
        var (tenant, id) = (run.Conversation.Tenant, run.Conversation.Id);
        foreach (var user in reach.Pushed)
            feed.Write(new FeedChange(tenant, user, FeedKind.Conversation, id), announce: false, ticket);
        foreach (var user in reach.Announced)
            feed.Write(new FeedChange(tenant, user, FeedKind.Conversation, id), announce: true, ticket);
        ticket.Close(0);
    }

    /// <summary>Dispatches what the log holds beyond its mark.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="upTo">Nothing is done if the mark lies here or further.</param>
    /// <param name="audiences">The section's cache.</param>
    /// <exception cref="OperationCanceledException">The server stops.</exception>
    public async ValueTask RecheckAsync(ConversationKey conversation, long upTo, AudienceCache audiences)
    {
        if (await HeadAsync(conversation).ConfigureAwait(false) is not { } head)
            return;
        var dispatched = Math.Max(head.DispatchedSeq, marks.Pending(conversation));
        if (upTo <= dispatched)
            return;
        while (dispatched < head.Last.Seq)
        {
            var entries = await ReadAsync(conversation, dispatched + 1).ConfigureAwait(false);
            if (entries.Count == 0)
                return;
            await DispatchAsync(conversation, head.Epoch, entries, audiences).ConfigureAwait(false);
            dispatched = entries[^1].Seq;
        }
    }

    private async ValueTask DispatchAsync(ConversationKey conversation, long epoch, IReadOnlyList<LogEntry> entries, AudienceCache audiences)
    {
        var runs = new DispatchRuns();
        foreach (var entry in entries)
            runs.Add(conversation, epoch, entry);
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
