using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>The after-commit work of the conversations that hash here, one batch after the other. Any thread.</summary>
internal sealed partial class OutboxSection(
    int capacity, Dispatcher dispatcher, MessagingLifetime lifetime, IWorkQueue work, ILogger<OutboxSection> logger) : SerialWorker(work)
{
    private const int MaxBatch = 128;
    private const int CachedUsers = 32768;
    private readonly Lock _gate = new();
    private readonly Queue<DispatchItem> _waiting = new();
    private readonly AudienceCache _audiences = new(CachedUsers);
    private readonly DispatchRuns _runs = new();

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
            foreach (var item in batch)
            {
                if (item.Entry is { } entry)
                    _runs.Add(item.Conversation, item.Epoch, entry);
                else
                    await LookAsync(item).ConfigureAwait(false);
            }

            await DispatchRunsAsync().ConfigureAwait(false);
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

    private async ValueTask LookAsync(DispatchItem item)
    {
        await DispatchRunsAsync().ConfigureAwait(false);
        await dispatcher.RecheckAsync(item.Conversation, item.UpTo, _audiences).ConfigureAwait(false);
        Admitted.Done();
        item.Done?.TrySetResult();
    }

    private async ValueTask DispatchRunsAsync()
    {
        foreach (var run in _runs.All)
            await dispatcher.DispatchAsync(run, _audiences, () => Admitted.Done(run.Entries.Count)).ConfigureAwait(false);
        _runs.Clear();
    }
}
