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
    private readonly OutboxSection[] _sections;
    private readonly MessagingMetrics _metrics;
    private readonly IWorkQueue _work;

    public Outbox(
        Dispatcher dispatcher, DispatchSections sections, MessagingLifetime lifetime, MessagingMetrics metrics, IOptions<ImKitOptions> options, IWorkQueue work,
        ILogger<OutboxSection> logger)
    {
        _work = work;
        _metrics = metrics;
        var capacity = options.Value.Messaging.DispatchQueue;
        _sections = [.. Enumerable.Range(0, Sections.Count)
            .Select(number => new OutboxSection(number, capacity, dispatcher, sections, lifetime, work, logger))];
        metrics.ObserveOutbox(() => _sections.Sum(static section => section.Admitted.Count));
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
    public void Dispatch(ConversationKey conversation, long epoch, LogEntry entry) =>
        Of(conversation).Add(new DispatchItem(conversation, epoch, entry));

    /// <summary>An entry may have been committed without anybody dispatching it: look into the log.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="seq">The entry; <see cref="long.MaxValue"/> if it is not known.</param>
    public void Recheck(ConversationKey conversation, long seq) => Of(conversation).Add(new DispatchItem(conversation, 0, null) { UpTo = seq });

    /// <summary>Another node has committed entries and says that this one holds the section. Dropped if there is no room: a sweep finds them.</summary>
    /// <param name="conversation">Where.</param>
    /// <param name="upTo">The last of them; <see cref="long.MaxValue"/> if it is not known.</param>
    /// <param name="from">The first of them, if they are to be dispatched whatever the mark says; otherwise 0.</param>
    public void Hint(ConversationKey conversation, long upTo, long from)
    {
        if (TryReserve(conversation))
            Of(conversation).Add(new DispatchItem(conversation, 0, null) { UpTo = upTo, From = from, StaysHere = true });
    }

    /// <summary>Dispatches what nobody has dispatched; completes when it is done. Takes room beyond the limit.</summary>
    public Task RecoverAsync(ConversationKey conversation)
    {
        var section = Of(conversation);
        section.Admitted.Add();
        var done = _work.CreateSignal();
        section.Add(new DispatchItem(conversation, 0, null) { UpTo = long.MaxValue, StaysHere = true, Done = done });
        return done.Task;
    }

    /// <summary>Completes when everything admitted is dispatched.</summary>
    public Task WhenIdleAsync(CancellationToken cancel) =>
        Task.WhenAll(_sections.Select(section => section.Admitted.WhenZeroAsync(cancel)));

    private OutboxSection Of(ConversationKey conversation) => _sections[Sections.OfConversation(conversation)];
}
