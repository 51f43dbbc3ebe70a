using ImKit.Storage.Sqlite;
using ImKit.Storage.Sqlite.Internal;
using Microsoft.Extensions.Options;

namespace ImKit.Storage.Tests.Sqlite;

/// <summary>The stores over one file, without a host.</summary>
internal sealed class SqliteStores : IAsyncDisposable
{
    public SqliteStores(string path, Action<SqliteOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new SqliteOptions { Path = path };
        configure?.Invoke(options);
        Database = new SqliteDatabase(Options.Create(options));
        Messages = new SqliteMessageStore(Database);
        Conversations = new SqliteConversationStore(Database);
        Feed = new SqliteFeedStore(Database);
        Contacts = new SqliteContactStore(Database);
        Sections = new SqliteSectionStore(Database, time ?? TimeProvider.System);
    }

    public SqliteDatabase Database { get; }

    public IMessageStore Messages { get; }

    public IConversationStore Conversations { get; }

    public IFeedStore Feed { get; }

    public IContactStore Contacts { get; }

    public ISectionStore Sections { get; }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
