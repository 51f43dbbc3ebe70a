namespace ImKit.Storage.Tests.Sqlite;

public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_sends_fail_clearly_reads_go_on_and_nothing_acknowledged_is_lost()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new List<(string Id, long Seq)>();
        await using (var small = new SqliteStores(folder.File("im.db"), options => options.MaxFileBytes = 1 << 20))
        {
            var failure = await FillAsync(small, acknowledged);
            Assert.Contains("full", failure.Message);
            Assert.InRange(acknowledged.Count, 10, 1000);
            Assert.Equal(failure, small.Database.Statistics.Failure);
            // The writer lives: it fails again, in words, and still recognises a retry.
            await Assert.ThrowsAsync<StorageException>(() => small.AppendAsync(Sample.Message("a", "too big", 200_000)));
            Assert.Equal(AppendStatus.Duplicate, (await small.AppendAsync(Sample.Message("a", acknowledged[0].Id, 8000))).Status);
            Assert.Equal(acknowledged.Select(sent => sent.Id), (await small.LogAsync("a")).Select(entry => entry.ClientMsgId.Value));
        }

        await using var larger = new SqliteStores(folder.File("im.db"));
        Assert.Equal(acknowledged, (await larger.LogAsync("a")).Select(entry => (entry.ClientMsgId.Value, entry.Seq)));
        Assert.Equal(acknowledged.Count + 1, (await larger.AppendAsync(Sample.Message("a", "room again", 200_000))).Position.Seq);
    }

    [Fact]
    public async Task A_batch_that_does_not_fit_is_not_there_at_all()
    {
        using var folder = new TemporaryFolder();
        await using var small = new SqliteStores(folder.File("im.db"), options => options.MaxFileBytes = 1 << 20);
        await small.AppendAsync(Sample.Message("a", "fits"));
        var batch = Enumerable.Range(0, 64).Select(i => Sample.Message(i % 2 == 0 ? "a" : "new", $"{i}", 60_000)).ToArray();
        await Assert.ThrowsAsync<StorageException>(async () => await small.Messages.AppendAsync(batch, TestContext.Current.CancellationToken));

        Assert.Single(await small.LogAsync("a"));
        Assert.Null((await small.Conversations.GetHeadsAsync([Sample.Group("new")], TestContext.Current.CancellationToken))[0]);
        Assert.Equal(2, (await small.AppendAsync(Sample.Message("a", "goes on"))).Position.Seq);
        Assert.Null(small.Database.Statistics.Failure);
    }

    private static async Task<StorageException> FillAsync(SqliteStores stores, List<(string, long)> acknowledged)
    {
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                acknowledged.Add(($"{i}", (await stores.AppendAsync(Sample.Message("a", $"{i}", 8000))).Position.Seq));
            }
            catch (StorageException full)
            {
                return full;
            }
        }

        throw new InvalidOperationException("The file never became full.");
    }
}
