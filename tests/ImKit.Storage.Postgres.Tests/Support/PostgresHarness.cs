namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>One node's stores on the server of all tests. A crash cuts its connections. Time passes by moving the ends of leases towards now: those of
/// the sections that specifications take, which nobody else in this schema does.</summary>
internal sealed class PostgresHarness : DurableStoreHarness
{
    private PostgresStores _stores = new();

    public override IMessageStore Messages => _stores.Messages;

    public override IConversationStore Conversations => _stores.Conversations;

    public override IFeedStore Feed => _stores.Feed;

    public override IContactStore Contacts => _stores.Contacts;

    public override ISectionStore Sections => _stores.Sections;

    public override async ValueTask AdvanceAsync(TimeSpan time) => await TestDatabase.ExecuteAsync(
        TestDatabase.ConnectionString,
        $"UPDATE {_stores.Schema}.sections SET lease_until = lease_until - {(long)time.TotalMilliseconds} * interval '1 millisecond' WHERE node <> ''");

    public override async ValueTask CrashAndReopenAsync()
    {
        await _stores.CutAsync();
        await _stores.DisposeAsync();
        _stores = new PostgresStores();
    }

    public override ValueTask DisposeAsync() => _stores.DisposeAsync();
}
