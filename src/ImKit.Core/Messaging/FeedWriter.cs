using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Writes users' feed rows and reports the new versions. Any thread.</summary>
/// <remarks>Users hash to sections; a section writes one batch at a time, and only on the node that holds its lease, so a user's rows become visible
/// in version order. A user's versions come from the section's persisted ceiling and must only rise.</remarks>
internal sealed class FeedWriter
{
    private readonly FeedSection[] _sections;
    private readonly Outstanding _outstanding;
    private readonly MessagingMetrics _metrics;
    private readonly IWorkQueue _work;

    public FeedWriter(FeedSectionSteps steps, MessagingMetrics metrics, IWorkQueue work, ILogger<FeedSection> logger)
    {
        _work = work;
        _metrics = metrics;
        _outstanding = new Outstanding(work);
        _sections = [.. Enumerable.Range(0, Sections.Count).Select(number => new FeedSection(number, steps, _outstanding, work, logger))];
    }

    /// <summary>Takes a change.</summary>
    /// <param name="change">What changed.</param>
    /// <param name="announce">Whether the user's sessions get a push of the new version: where no push of entries tells them.</param>
    /// <param name="ticket">Closed when the row is written and reported.</param>
    public void Write(FeedChange change, bool announce, FeedTicket ticket)
    {
        ticket.Open();
        _sections[Sections.OfUser(change.Tenant, change.User)].Add(change, announce, ticket);
    }

    /// <summary>Writes one row that is announced to the user's sessions.</summary>
    /// <returns>The version it got.</returns>
    public async ValueTask<long> WriteAsync(FeedChange change, CancellationToken cancel)
    {
        var written = new TaskCompletionSource<long>(_work.SignalOptions);
        var ticket = new FeedTicket(version => written.TrySetResult(version));
        Write(change, announce: true, ticket);
        ticket.Close(0);
        return await written.Task.WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Whether the section of a user takes a change that may as well be asked for later. What follows a commit is always taken: the
    /// outbox bounds it.</summary>
    public bool HasRoom(TenantId tenant, UserId user)
    {
        if (!_sections[Sections.OfUser(tenant, user)].IsFull)
            return true;
        _metrics.Refused("feed");
        return false;
    }

    /// <summary>Completes when everything taken is written and reported.</summary>
    public Task WhenIdleAsync(CancellationToken cancel) => _outstanding.WhenZeroAsync(cancel);
}
