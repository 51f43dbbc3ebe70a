namespace ImKit.Storage.Tests.Sqlite;

public sealed class TimeoutTests
{
    [Fact]
    public async Task A_call_that_the_disk_does_not_answer_fails_in_time_and_the_store_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var stores = new SqliteStores(folder.File("im.db"), options => options.Timeout = TimeSpan.FromSeconds(2));
        await stores.Database.OpenAsync(TestContext.Current.CancellationToken);
        using var disk = new ManualResetEventSlim();
        var slow = stores.Database.WriteAsync(static (_, disk) => disk.Wait(TimeSpan.FromSeconds(30)), disk, TestContext.Current.CancellationToken).AsTask();
        var behind = stores.AppendAsync(Sample.Message("a", "1"));

        Assert.Contains("did not answer within", (await Assert.ThrowsAsync<StorageException>(() => behind)).Message);
        await Assert.ThrowsAsync<StorageException>(() => slow);
        disk.Set();
        Assert.Equal(1, (await stores.AppendAsync(Sample.Message("a", "2"))).Position.Seq);
    }
}
