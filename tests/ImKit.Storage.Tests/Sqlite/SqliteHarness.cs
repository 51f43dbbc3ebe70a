using Microsoft.Extensions.Time.Testing;

namespace ImKit.Storage.Tests.Sqlite;

/// <summary>A fresh file for every test. A crash leaves the file and the write-ahead log as they are at that moment.</summary>
internal sealed class SqliteHarness : DurableStoreHarness
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private SqliteStores _stores;
    private int _life;

    public SqliteHarness() => _stores = new SqliteStores(_folder.File("im-0.db"), time: _time);

    public override IMessageStore Messages => _stores.Messages;

    public override IConversationStore Conversations => _stores.Conversations;

    public override IFeedStore Feed => _stores.Feed;

    public override IContactStore Contacts => _stores.Contacts;

    public override ISectionStore Sections => _stores.Sections;

    public override ValueTask AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    public override async ValueTask CrashAndReopenAsync()
    {
        var (old, next) = (_folder.File($"im-{_life}.db"), _folder.File($"im-{_life + 1}.db"));
        _life++;
        foreach (var part in new[] { "", "-wal" })
            File.Copy(old + part, next + part);
        await _stores.DisposeAsync();
        _stores = new SqliteStores(next, time: _time);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _folder.Dispose();
    }
}
