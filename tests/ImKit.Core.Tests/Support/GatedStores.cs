using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>A feed whose writes wait at a gate before they reach the store.</summary>
internal sealed class GatedFeedStore(IFeedStore inner, PauseGate gate) : IFeedStore
{
    /// <summary>Runs when a write begins.</summary>
    public Action Writing { get; set; } = static () => { };

    public async ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        await gate.PassAsync();
        return await inner.ReserveVersionsAsync(section, count, cancel);
    }

    public async ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
    {
        Writing();
        await gate.PassAsync();
        return await inner.WriteAsync(rows, under, cancel);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel) =>
        inner.ReadSinceAsync(tenant, user, since, limit, cancel);

    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel) =>
        inner.ReadRecentAsync(tenant, user, kind, before, limit, cancel);

    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => inner.GetVersionAsync(tenant, user, cancel);
}

/// <summary>Sections that are asked for behind a gate. Counts the calls.</summary>
internal sealed class GatedSectionStore(ISectionStore inner, PauseGate gate) : ISectionStore
{
    public int Calls { get; private set; }

    public async ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel)
    {
        Calls++;
        await gate.PassAsync();
        return await inner.AcquireAsync(kind, numbers, holder, lease, cancel);
    }

    public async ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel)
    {
        Calls++;
        await gate.PassAsync();
        await inner.ReleaseAsync(kind, numbers, holder, cancel);
    }

    public async ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel)
    {
        Calls++;
        await gate.PassAsync();
        return await inner.ReadAsync(kind, cancel);
    }
}
