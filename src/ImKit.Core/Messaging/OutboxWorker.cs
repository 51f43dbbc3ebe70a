using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>The after-commit work of some sections, one batch after the other: of those whose lease this node holds; who holds the others is told.
/// Any thread.</summary>
internal sealed partial class OutboxWorker(
    int capacity, Dispatcher dispatcher, DispatchSections sections, MessagingLifetime lifetime, IWorkQueue work, ILogger<OutboxWorker> logger) : SerialWorker(work)
{
    private const int MaxBatch = 128;
    private const int CachedUsers = 32768;
    private readonly Lock _gate = new();
    private readonly Queue<DispatchItem> _waiting = new();
    private readonly AudienceCache _audiences = new(CachedUsers);
    private readonly DispatchRuns _runs = new();
    private readonly DispatchedAhead _ahead = new();

    /// <summary>Reserved and not yet dispatched.</summary>
    public Outstanding Admitted { get; } = new(work);

    public bool TryReserve() => Admitted.TryAdd(capacity);

    public void Add(DispatchItem item)
    {
        lock (_gate)
            _waiting.Enqueue(item);
        Schedule();
    }

    protected override bool HasWork
    {
        get
        {
            lock (_gate)
                return _waiting.Count > 0;
        }
    }

    protected override void OnFault(Exception fault) => LogFault(fault);

    protected override async ValueTask RunBatchAsync()
    {
        var batch = Take();
        try
        {
            await DispatchAsync(batch).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (lifetime.Stopped.IsCancellationRequested)
        {
            LogAbandoned(batch.Length);
        }
        finally
        {
            _runs.Clear();
        }
    }

    private DispatchItem[] Take()
    {
        lock (_gate)
        {
            var batch = new DispatchItem[Math.Min(_waiting.Count, MaxBatch)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = _waiting.Dequeue();
            return batch;
        }
    }

    private async ValueTask DispatchAsync(DispatchItem[] batch)
    {
        List<DispatchItem>? elsewhere = null;
        foreach (var item in batch)
        {
            var term = sections.TermOf(item.Section);
            if (term == 0)
                term = await sections.FindTermAsync(item.Section).ConfigureAwait(false);
            if (term == 0)
                (elsewhere ??= []).Add(item);
            else if (item.Look is { } look)
                await LookAsync(item.Conversation, look, term).ConfigureAwait(false);
            else if (_ahead.Covers(item.Conversation, item.Epoch, item.Entry!.Seq))
                Admitted.Done();
            else
                _runs.Add(item.Conversation, item.Epoch, item.Entry, term);
        }

        await DispatchRunsAsync().ConfigureAwait(false);
        if (elsewhere is not null)
            await PassOnAsync(elsewhere).ConfigureAwait(false);
    }

    private async ValueTask PassOnAsync(List<DispatchItem> items)
    {
        foreach (var section in items.GroupBy(static item => item.Section))
            await sections.PassOnAsync(section.Key, section).ConfigureAwait(false);
        foreach (var item in items)
        {
            _ahead.Forget(item.Conversation);
            Admitted.Done();
            item.Look?.Done?.TrySetResult();
        }
    }

    private async ValueTask LookAsync(ConversationKey conversation, DispatchLook look, long term)
    {
        await DispatchRunsAsync().ConfigureAwait(false);
        _ahead.Note(conversation, await dispatcher.RecheckAsync(conversation, look, term, _audiences).ConfigureAwait(false));
        Admitted.Done();
        look.Done?.TrySetResult();
    }

    private async ValueTask DispatchRunsAsync()
    {
        foreach (var run in _runs.All)
        {
            // Another node may have committed what stands before it, and this one must not mark that as done.
            if (!sections.IsAlone)
                await dispatcher.CatchUpAsync(run, _audiences).ConfigureAwait(false);
            await dispatcher.DispatchAsync(run, _audiences, () => Admitted.Done(run.Entries.Count)).ConfigureAwait(false);
        }

        _runs.Clear();
    }
}
