using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>A feed whose first writes fail after they are written, and whose first reservation fails.</summary>
internal sealed class FailingFeedStore(IFeedStore inner) : IFeedStore
{
    private int _failures;

    public int Failures
    {
        get => Math.Max(0, _failures);
        set => _failures = value;
    }

    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel) =>
        Fail() ? throw new StorageException("down") : inner.ReserveVersionsAsync(section, count, cancel);

    public async ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
    {
        var status = await inner.WriteAsync(rows, under, cancel).ConfigureAwait(false);
        return Fail() ? throw new StorageException("the answer was lost") : status;
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel) =>
        inner.ReadSinceAsync(tenant, user, since, limit, cancel);

    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel) =>
        inner.ReadRecentAsync(tenant, user, kind, before, limit, cancel);

    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => inner.GetVersionAsync(tenant, user, cancel);

    private bool Fail() => Interlocked.Decrement(ref _failures) >= 0;
}
