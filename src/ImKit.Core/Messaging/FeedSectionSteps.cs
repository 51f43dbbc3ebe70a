using ImKit.Diagnostics;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>What a feed section does outside itself, each step repeated until it succeeds or the server stops. Any thread.</summary>
internal sealed class FeedSectionSteps(
    IFeedStore store, IRouter router, SectionLeases leases, SectionKeeper keeper, FeedPeers peers, StoreCalls calls, Retry retry,
    MessagingMetrics metrics, TimeProvider time, MessagingLifetime lifetime)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    public bool Stopping => lifetime.Stopped.IsCancellationRequested;

    public ValueTask<long> ReserveAsync(int section, int count) => retry.UntilDoneAsync(
        "feed_versions",
        (arg, cancel) => calls.RunAsync((a, token) => store.ReserveVersionsAsync(a.section, a.count, token), arg, cancel),
        (section, count),
        lifetime.Stopped);

    /// <summary>The term under which this node may write a section's rows; 0 if it does not hold the section.</summary>
    public long TermOf(int section) => leases.TermOf(SectionKind.Feed, section);

    /// <summary>Writes rows under a term.</summary>
    /// <returns>False if the term has passed: nothing was written.</returns>
    public async ValueTask<bool> WriteAsync(FeedRow[] rows, SectionTerm under)
    {
        var status = await retry.UntilDoneAsync(
            "feed_rows",
            (what, cancel) => calls.RunAsync((arg, token) => store.WriteAsync(arg.rows, arg.under, token), what, cancel),
            (rows, under),
            lifetime.Stopped).ConfigureAwait(false);
        if (status == FencedStatus.Written)
        {
            metrics.FeedWritten(rows.Length);
            return true;
        }

        leases.Lose(SectionKind.Feed, under.Number, under.Term);
        metrics.Fenced("feed");
        return false;
    }

    /// <summary>Has a section's holder write what this node may not. Returns when it has, or when it is worth to look again who holds the section.</summary>
    /// <returns>Whether it has; then the slots have their versions, and the users' sessions know.</returns>
    public async ValueTask<bool> TryElsewhereAsync(int section, FeedSlot[] slots, int attempt)
    {
        if (await peers.TryWriteAsync(section, slots, lifetime.Stopped).ConfigureAwait(false))
            return true;
        await keeper.RefreshAsync().WaitAsync(lifetime.Stopped).ConfigureAwait(false);
        if (TermOf(section) == 0 && attempt > 0)
        {
            var wait = ShortestWait * Math.Pow(2, Math.Min(attempt, 10));
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, lifetime.Stopped).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Tells the user's sessions: for the heartbeat reply always, by a push where asked for.</summary>
    public async ValueTask ReportAsync(FeedNews news) =>
        await retry.UntilDoneAsync("feed_report", ReportAsync, news, lifetime.Stopped).ConfigureAwait(false);

    private async ValueTask<bool> ReportAsync(FeedNews news, CancellationToken cancel)
    {
        await router.ReportFeedAsync(news.Tenant, news.User, news.Version, cancel).ConfigureAwait(false);
        if (news.Announce)
        {
            var push = new WireMessage(Operations.Feed, new FeedPush { Version = news.Version });
            await router.ToUsersAsync(news.Tenant, [news.User], push, cancel).ConfigureAwait(false);
        }

        return true;
    }
}
