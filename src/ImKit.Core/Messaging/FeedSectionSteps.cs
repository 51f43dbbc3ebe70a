using ImKit.Diagnostics;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>What a feed section does outside itself, each step repeated until it succeeds or the server stops. Any thread.</summary>
internal sealed class FeedSectionSteps(
    IFeedStore store, IRouter router, StoreCalls calls, Retry retry, MessagingMetrics metrics, MessagingLifetime lifetime)
{
    public bool Stopping => lifetime.Stopped.IsCancellationRequested;

    public ValueTask<long> ReserveAsync(int section, int count) => retry.UntilDoneAsync(
        "feed_versions",
        (arg, cancel) => calls.RunAsync((a, token) => store.ReserveVersionsAsync(a.section, a.count, token), arg, cancel),
        (section, count),
        lifetime.Stopped);

    public async ValueTask WriteAsync(FeedRow[] rows)
    {
        await retry.UntilDoneAsync("feed_rows", (arg, cancel) => calls.RunAsync(WriteAsync, arg, cancel), rows, lifetime.Stopped).ConfigureAwait(false);
        metrics.FeedWritten(rows.Length);
    }

    /// <summary>Tells the user's sessions: for the heartbeat reply always, by a push where asked for.</summary>
    public async ValueTask ReportAsync(FeedNews news) =>
        await retry.UntilDoneAsync("feed_report", ReportAsync, news, lifetime.Stopped).ConfigureAwait(false);

    private async ValueTask<bool> WriteAsync(FeedRow[] rows, CancellationToken cancel)
    {
        await store.WriteAsync(rows, cancel).ConfigureAwait(false);
        return true;
    }

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
