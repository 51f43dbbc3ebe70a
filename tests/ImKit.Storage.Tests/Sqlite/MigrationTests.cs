using ImKit.Storage.Sqlite;
using ImKit.Storage.Sqlite.Internal;
using Microsoft.Data.Sqlite;

namespace ImKit.Storage.Tests.Sqlite;

public sealed class MigrationTests : IAsyncLifetime
{
    private const string AddColumn = "ALTER TABLE conversations ADD COLUMN avatar TEXT NOT NULL DEFAULT ''";
    private readonly TemporaryFolder _folder = new();
    private readonly List<(int From, int To)> _migrated = [];

    private DatabaseFile Database => new(new SqliteOptions { Path = _folder.File("im.db") }, TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        await using var stores = new SqliteStores(_folder.File("im.db"));
        await stores.AppendAsync(Sample.Message("a", "1"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    [Fact]
    public async Task A_file_of_an_older_version_is_brought_up_to_date_and_keeps_its_data()
    {
        using (var connection = Open())
        {
            Database.Migrate(connection, [.. Schema.Steps, AddColumn], Note);
            Assert.Equal("", connection.Scalar("SELECT avatar FROM conversations"));
            Assert.Equal($"{Schema.Steps.Length + 1}", connection.Scalar("SELECT max(version) FROM imkit_schema"));
            Database.Migrate(connection, [.. Schema.Steps, AddColumn], Note);
        }

        Assert.Equal([(Schema.Steps.Length, Schema.Steps.Length + 1)], _migrated);
        await using var stores = new SqliteStores(_folder.File("im.db"));
        Assert.Contains($"schema version {Schema.Steps.Length + 1}", (await Assert.ThrowsAsync<StorageException>(() => stores.LogAsync("a"))).Message);
    }

    [Fact]
    public async Task A_step_that_fails_undoes_all_steps()
    {
        using (var connection = Open())
        {
            Assert.Throws<SqliteException>(() => Database.Migrate(connection, [.. Schema.Steps, AddColumn, "CREATE TABLE conversations (id)"], Note));
            Assert.Equal($"{Schema.Steps.Length}", connection.Scalar("SELECT max(version) FROM imkit_schema"));
            Assert.Equal("0", connection.Scalar("SELECT count(*) FROM pragma_table_info('conversations') WHERE name = 'avatar'"));
        }

        Assert.Empty(_migrated);
        await using var stores = new SqliteStores(_folder.File("im.db"));
        Assert.Single(await stores.LogAsync("a"));
    }

    [Fact]
    public async Task Conversations_of_an_older_version_get_their_sections()
    {
        var key = new ConversationKey(new TenantId("shop"), new ConversationId("g.old"));
        using (var connection = new Connection(_folder.File("old.db"), TimeSpan.FromSeconds(5), create: true))
        {
            var file = new DatabaseFile(new SqliteOptions { Path = _folder.File("old.db") }, TimeProvider.System);
            file.Migrate(connection, Schema.Steps[..2], Note);
            connection.Execute("INSERT INTO conversations (tenant, name, epoch, title, last_seq) VALUES ('shop', 'g.old', 1, '', 1)");
        }

        await using var stores = new SqliteStores(_folder.File("old.db"));
        for (var section = 0; section < Sections.Count; section++)
        {
            var found = await stores.Messages.ReadUndispatchedAsync(section, default, 10, TestContext.Current.CancellationToken);
            Assert.Equal(section == Sections.OfConversation(key) ? [key] : [], found.Select(head => head.Conversation));
        }
    }

    private Connection Open() => new(_folder.File("im.db"), TimeSpan.FromSeconds(5), create: false);

    private void Note(int from, int to) => _migrated.Add((from, to));
}
