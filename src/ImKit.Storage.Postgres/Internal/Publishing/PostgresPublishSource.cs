using Microsoft.Extensions.Options;

namespace ImKit.Storage.Postgres.Internal.Publishing;

/// <summary>What hosts publish in transactions of the same database.</summary>
internal sealed class PostgresPublishSource(PostgresDatabase database, IOptions<PostgresOptions> options, TimeProvider time) : IPublishSource, IAsyncDisposable, IDisposable
{
    private const int MaxExcept = 100;
    private readonly PublishTable _table = new(database.Schema, options.Value.MaxRefused);
    private readonly PublishNews _news = new(ConnectionSettings.CreateListening(options.Value), database.Schema, time, database.Log);

    // Counted as a read: a look every second would otherwise take back every second what is said of a write that has failed.
    public async ValueTask<PublishPage> ReadAsync(
        SectionHolder holder, TimeSpan lease, IReadOnlyList<PublishConversation> except, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLease(lease);
        StoreArguments.RequireLimit(limit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(except.Count, MaxExcept, nameof(except));
        var page = await database.ReadAsync(_table.ReadAsync, (holder, lease, except, limit), cancel).ConfigureAwait(false);
        if (!page.Held)
            await _news.CloseAsync().ConfigureAwait(false);
        return page;
    }

    public ValueTask<int> SettleAsync(SectionHolder holder, IReadOnlyList<long> sent, IReadOnlyList<PublishRefusal> refused, CancellationToken cancel) =>
        database.WriteAsync(_table.SettleAsync, (holder, sent, refused), cancel);

    public ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancel) => _news.WaitAsync(atMost, cancel);

    public async ValueTask ReleaseAsync(SectionHolder holder, CancellationToken cancel)
    {
        await _news.CloseAsync().ConfigureAwait(false);
        await database.WriteAsync(_table.ReleaseAsync, holder, cancel).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _news.DisposeAsync();

    public void Dispose() => _news.Dispose();
}
