using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>The changes of one section's users: what waits is merged by object, so a busy conversation is one row per user. Any thread.</summary>
internal sealed partial class FeedSection(
    int number, FeedSectionSteps steps, Outstanding outstanding, IWorkQueue work, ILogger<FeedSection> logger) : SerialWorker(work)
{
    private const int Full = 65536;
    private readonly Lock _gate = new();
    private readonly FeedVersions _versions = new(number, steps);
    private FeedBatch _waiting = new();

    public bool IsFull
    {
        get
        {
            lock (_gate)
                return _waiting.Count >= Full;
        }
    }

    public void Add(FeedChange change, bool announce, FeedTicket ticket)
    {
        lock (_gate)
            _waiting.Add(change, announce, ticket);
        outstanding.Add();
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
        FeedBatch batch;
        lock (_gate)
        {
            batch = _waiting;
            _waiting = new FeedBatch();
        }

        try
        {
            foreach (var chunk in batch.InOrder())
                await WriteAsync(chunk).ConfigureAwait(false);

            foreach (var news in batch.News())
                await steps.ReportAsync(news).ConfigureAwait(false);
            batch.CloseTickets();
        }
        catch (OperationCanceledException) when (steps.Stopping)
        {
            LogAbandoned(batch.Count);
        }
        finally
        {
            outstanding.Done(batch.Tickets);
        }
    }

    /// <summary>Writes, here if this node holds the section, and otherwise by who does; until it is done or the server stops.</summary>
    private async ValueTask WriteAsync(FeedSlot[] slots)
    {
        for (var attempt = 0; ; attempt++)
        {
            var term = steps.TermOf(number);
            if (term == 0)
            {
                if (await steps.TryElsewhereAsync(number, slots, attempt).ConfigureAwait(false))
                    return;
                continue;
            }

            var rows = await _versions.AssignAsync(slots, term).ConfigureAwait(false);
            if (await steps.WriteAsync(rows, new SectionTerm(number, term)).ConfigureAwait(false))
                return;
        }
    }
}
