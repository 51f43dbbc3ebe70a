using ImKit.Storage.Sqlite;
using ImKit.Storage.Sqlite.Internal;

namespace ImKit.Storage.Tests.Sqlite;

public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("im.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SqliteDurability.PowerLoss, "2")]
    [InlineData(SqliteDurability.ProcessCrash, "1")]
    public async Task The_writer_waits_for_the_disk_unless_the_option_says_otherwise(SqliteDurability durability, string synchronous)
    {
        await using var stores = new SqliteStores(FilePath, options => options.Durability = durability);
        Assert.Equal(synchronous, await stores.Database.WriteAsync(static (session, _) => session.Scalar("PRAGMA synchronous"), 0, Cancel));
        Assert.Equal("wal", await stores.Database.WriteAsync(static (session, _) => session.Scalar("PRAGMA journal_mode"), 0, Cancel));
    }

    [Fact]
    public void By_default_an_acknowledged_message_survives_a_power_cut() => Assert.Equal(SqliteDurability.PowerLoss, new SqliteOptions().Durability);

    [Fact]
    public async Task A_database_of_somebody_else_is_refused_and_left_as_it_was()
    {
        Run(FilePath, "CREATE TABLE accounts (id INTEGER PRIMARY KEY); INSERT INTO accounts VALUES (1)");
        var before = await File.ReadAllBytesAsync(FilePath, Cancel);
        Assert.Contains("not one of ImKit", await OpenFailureAsync());
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath, Cancel));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_was()
    {
        var text = string.Concat(Enumerable.Repeat("These are somebody's notes.\n", 200));
        await File.WriteAllTextAsync(FilePath, text, Cancel);
        Assert.Contains("not an SQLite database", await OpenFailureAsync());
        Assert.Equal(text, await File.ReadAllTextAsync(FilePath, Cancel));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_says_so()
    {
        await using (var stores = new SqliteStores(FilePath))
            await stores.AppendAsync(Sample.Message("a", "1"));
        Run(FilePath, "INSERT INTO imkit_schema VALUES (99, 0)");
        Assert.Contains("schema version 99", await OpenFailureAsync());
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named()
    {
        await using var stores = new SqliteStores(_folder.File("missing/im.db"));
        var failure = await Assert.ThrowsAsync<StorageException>(() => stores.AppendAsync(Sample.Message("a", "1")));
        Assert.Contains("missing", failure.Message);
    }

    [Fact]
    public async Task A_file_that_can_be_opened_later_is()
    {
        await using var stores = new SqliteStores(_folder.File("later/im.db"));
        await Assert.ThrowsAsync<StorageException>(() => stores.AppendAsync(Sample.Message("a", "1")));
        Directory.CreateDirectory(_folder.File("later"));
        Assert.Equal(1, (await stores.AppendAsync(Sample.Message("a", "1"))).Position.Seq);
    }

    [Fact]
    public async Task An_empty_file_is_taken_and_only_its_owner_may_read_a_new_one()
    {
        await File.WriteAllBytesAsync(FilePath, [], Cancel);
        await using (var stores = new SqliteStores(FilePath))
            await stores.AppendAsync(Sample.Message("a", "1"));
        await using var fresh = new SqliteStores(_folder.File("new.db"));
        await fresh.AppendAsync(Sample.Message("a", "1"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("new.db-wal")));
    }

    [Fact]
    public async Task A_damaged_file_fails_calls_and_not_the_process()
    {
        await using (var stores = new SqliteStores(FilePath))
        {
            for (var i = 0; i < 50; i++)
                await stores.AppendAsync(Sample.Message("a", $"{i}", 4000));
        }

        await using (var file = new FileStream(FilePath, FileMode.Open))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096], Cancel);
        }

        await using var damaged = new SqliteStores(FilePath);
        await Assert.ThrowsAsync<StorageException>(() => damaged.AppendAsync(Sample.Message("a", "new")));
        await Assert.ThrowsAsync<StorageException>(() => damaged.LogAsync("a"));
        Assert.NotNull(damaged.Database.Statistics.Failure);
    }

    private async Task<string> OpenFailureAsync()
    {
        await using var stores = new SqliteStores(FilePath);
        return (await Assert.ThrowsAsync<StorageException>(async () => await stores.Database.OpenAsync(Cancel))).Message;
    }

    private static void Run(string path, string sql)
    {
        using var connection = new Connection(path, TimeSpan.FromSeconds(5), create: true);
        connection.Execute(sql);
    }
}
