namespace ImKit.Storage.Postgres.Tests.Support;

/// <summary>One node's stores on the server of all tests. A crash cuts its connections.</summary>
internal sealed class PostgresHarness : DurableStoreHarness
{
    private PostgresStores _stores = new();

    public override IMessageStore Messages => _stores.Messages;

    public override IConversationStore Conversations => _stores.Conversations;

    public override IFeedStore Feed => _stores.Feed;

    public override IContactStore Contacts => _stores.Contacts;

    public override async ValueTask CrashAndReopenAsync()
    {
        await _stores.CutAsync();
        await _stores.DisposeAsync();
        _stores = new PostgresStores();
    }

    public override ValueTask DisposeAsync() => _stores.DisposeAsync();
}
