using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>What follows a commit: feed rows and pushes, in order per conversation, by the node that holds the lease of its section. The log itself is
/// the queue that survives a crash; this holds only what this node committed, or was told of, and has yet to dispatch or to pass on. Any thread.</summary>
internal sealed class Outbox
{
    // Fewer than sections: what waits together is taken together. A section belongs to one worker, which keeps the order.
    private const int Workers = 16;
    private readonly OutboxWorker[] _workers;
    private readonly MessagingMetrics _metrics;
    private readonly IWorkQueue _work;

    public Outbox(
        Dispatcher dispatcher, DispatchSections sections, MessagingLifetime lifetime, MessagingMetrics metrics, IOptions<ImKitOptions> options, IWorkQueue work,
        ILogger<OutboxWorker> logger)
    {
        _work = work;
        _metrics = metrics;
        var capacity = options.Value.Messaging.DispatchQueue;
        _workers = [.. Enumerable.Range(0, Workers).Select(_ => new OutboxWorker(capacity, dispatcher, sections, lifetime, work, logger))];
        metrics.ObserveOutbox(() => _workers.Sum(static worker => worker.Admitted.Count));
    }

    /// <summary>Reserves room for what will follow a commit. Each reservation ends in exactly one call of the three below.</summary>
    /// <returns>False if there is none: nothing may be appended.</returns>
    public bool TryReserve(ConversationKey conversation)
    {
        if (Of(conversation).TryReserve())
            return true;
        _metrics.Refused("outbox");
        return false;
    }

    /// <summary>Nothing was committed.</summary>
    public void Release(ConversationKey conversation) => Of(conversation).Admitted.Done();

    /// <summary>An entry was committed. Called in the order of the log.</summary>
    public void Dispatch(ConversationKey conversation, long epoch, LogEntry entry)
    {
        var section = Sections.OfConversation(conversation);
        Of(section).Add(new DispatchItem(conversation, section, epoch, entry, null));
    }

    /// <summary>An entry may have been committed without anybody dispatching it: look into the log.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="seq">The entry; <see cref="long.MaxValue"/> if it is not known.</param>
    public void Recheck(ConversationKey conversation, long seq) => Look(conversation, new DispatchLook(seq));

    /// <summary>Another node has committed entries and says that this one holds the section. Dropped if there is no room: a sweep finds them.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="upTo">The last of them; <see cref="long.MaxValue"/> if it is not known.</param>
    /// <param name="from">The first of them, if they are to be dispatched whatever the mark says; otherwise 0.</param>
    public void Hint(ConversationKey conversation, long upTo, long from)
    {
        if (TryReserve(conversation))
            Look(conversation, new DispatchLook(upTo, from, StaysHere: true));
    }

    /// <summary>Dispatches what nobody has dispatched; completes when it is done. Takes room beyond the limit.</summary>
    public Task RecoverAsync(ConversationKey conversation)
    {
        Of(conversation).Admitted.Add();
        var done = _work.CreateSignal();
        Look(conversation, new DispatchLook(long.MaxValue, StaysHere: true, Done: done));
        return done.Task;
    }

    /// <summary>Completes when everything admitted is dispatched.</summary>
    public Task WhenIdleAsync(CancellationToken cancel) =>
        Task.WhenAll(_workers.Select(worker => worker.Admitted.WhenZeroAsync(cancel)));

    private void Look(ConversationKey conversation, DispatchLook look)
    {
        var section = Sections.OfConversation(conversation);
        Of(section).Add(new DispatchItem(conversation, section, 0, null, look));
    }

    private OutboxWorker Of(ConversationKey conversation) => Of(Sections.OfConversation(conversation));

    private OutboxWorker Of(int section) => _workers[section % Workers];
}
