using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>What follows a commit: feed rows and pushes, in order per conversation. The log itself is the queue that survives a crash; this
/// holds only what this node committed and has yet to dispatch. Any thread.</summary>
internal sealed class Outbox
{
    private const int Sections = 16;
    private readonly OutboxSection[] _sections;
    private readonly MessagingMetrics _metrics;
    private readonly IWorkQueue _work;

    public Outbox(
        Dispatcher dispatcher, MessagingLifetime lifetime, MessagingMetrics metrics, IOptions<ImKitOptions> options, IWorkQueue work,
        ILogger<OutboxSection> logger)
    {
        _work = work;
        _metrics = metrics;
        var capacity = options.Value.Messaging.DispatchQueue;
        _sections = [.. Enumerable.Range(0, Sections).Select(_ => new OutboxSection(capacity, dispatcher, lifetime, work, logger))];
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
    public void Recheck(ConversationKey conversation, long seq) => Of(conversation).Add(new DispatchItem(conversation, 0, null, seq));

    /// <summary>Dispatches what an earlier start of a node left behind; completes when it is done. Takes room beyond the limit.</summary>
    public Task RecoverAsync(ConversationKey conversation)
    {
        var section = Of(conversation);
        section.Admitted.Add();
        var done = _work.CreateSignal();
        section.Add(new DispatchItem(conversation, 0, null, long.MaxValue, done));
        return done.Task;
    }

    /// <summary>Completes when everything admitted is dispatched.</summary>
    public Task WhenIdleAsync(CancellationToken cancel) =>
        Task.WhenAll(_sections.Select(section => section.Admitted.WhenZeroAsync(cancel)));

    private OutboxSection Of(ConversationKey conversation) => _sections[(uint)conversation.GetHashCode() % Sections];
}
