using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>The after-commit work of the conversations that hash here, one batch after the other, as long as this node holds the section's lease; if
/// another does, it is told. Any thread.</summary>
internal sealed partial class OutboxSection(
    int number, int capacity, Dispatcher dispatcher, DispatchSections sections, MessagingLifetime lifetime, IWorkQueue work, ILogger<OutboxSection> logger) : SerialWorker(work)
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
            var term = await sections.TermAsync(number).ConfigureAwait(false);
            if (term > 0)
                await DispatchAsync(batch, term).ConfigureAwait(false);
            else
                await PassOnAsync(batch).ConfigureAwait(false);
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

    private async ValueTask DispatchAsync(DispatchItem[] batch, long term)
    {
        foreach (var item in batch)
        {
            if (item.Entry is not { } entry)
                await LookAsync(item, term).ConfigureAwait(false);
            else if (_ahead.Covers(item.Conversation, item.Epoch, entry.Seq))
                Admitted.Done();
            else
                _runs.Add(item.Conversation, item.Epoch, entry);
        }

        await DispatchRunsAsync(term).ConfigureAwait(false);
    }

    private async ValueTask PassOnAsync(DispatchItem[] batch)
    {
        _ahead.Clear();
        await sections.PassOnAsync(number, batch).ConfigureAwait(false);
        foreach (var item in batch)
        {
            Admitted.Done();
            item.Done?.TrySetResult();
        }
    }

    private async ValueTask LookAsync(DispatchItem item, long term)
    {
        await DispatchRunsAsync(term).ConfigureAwait(false);
        _ahead.Note(item.Conversation, await dispatcher.RecheckAsync(item, term, _audiences).ConfigureAwait(false));
        Admitted.Done();
        item.Done?.TrySetResult();
    }

    private async ValueTask DispatchRunsAsync(long term)
    {
        foreach (var run in _runs.All)
        {
            // Another node may have committed what stands before it, and this one must not mark that as done.
            if (!sections.IsAlone)
                await dispatcher.CatchUpAsync(run, term, _audiences).ConfigureAwait(false);
            await dispatcher.DispatchAsync(run, term, _audiences, () => Admitted.Done(run.Entries.Count)).ConfigureAwait(false);
        }

        _runs.Clear();
    }
}
