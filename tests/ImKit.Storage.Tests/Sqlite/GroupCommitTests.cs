namespace ImKit.Storage.Tests.Sqlite;

public sealed class GroupCommitTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteStores _stores;
    private readonly ManualResetEventSlim _disk = new();

    public GroupCommitTests() => _stores = new SqliteStores(_folder.File("im.db"), options =>
    {
        options.MaxCallsPerCommit = 100;
        options.QueueCapacity = 300;
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _disk.Set();
        await _stores.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writes_that_wait_for_the_disk_share_one_commit()
    {
        var slow = await HoldWriterAsync();
        var waiting = Enumerable.Range(0, 100).Select(i => _stores.AppendAsync(Sample.Message($"{i % 7}", $"{i}"))).ToArray();
        var before = _stores.Database.Statistics.Commits;
        _disk.Set();
        await slow;
        await Task.WhenAll(waiting);

        // One for the write that was under way and the first of the hundred, which joins it, one for those behind it.
        Assert.Equal(2, _stores.Database.Statistics.Commits - before);
        Assert.Equal(100, (await Task.WhenAll(Enumerable.Range(0, 7).Select(i => _stores.LogAsync($"{i}")))).Sum(log => log.Count));
    }

    [Fact]
    public async Task A_write_that_comes_while_another_is_run_shares_its_commit()
    {
        var slow = await HoldWriterAsync();
        var before = _stores.Database.Statistics.Commits;
        var late = _stores.AppendAsync(Sample.Message("a", "late"));
        _disk.Set();
        await slow;
        Assert.Equal(1, (await late).Position.Seq);
        Assert.Equal(1, _stores.Database.Statistics.Commits - before);
    }

    [Fact]
    public async Task No_commit_holds_more_calls_than_the_option_says()
    {
        var slow = await HoldWriterAsync();
        var waiting = Enumerable.Range(0, 250).Select(i => _stores.AppendAsync(Sample.Message("a", $"{i}"))).ToArray();
        var before = _stores.Database.Statistics.Commits;
        _disk.Set();
        await slow;
        await Task.WhenAll(waiting);
        Assert.Equal(4, _stores.Database.Statistics.Commits - before);
    }

    [Fact]
    public async Task A_write_that_fails_takes_no_other_of_its_commit_with_it()
    {
        var slow = await HoldWriterAsync();
        var before = _stores.AppendAsync(Sample.Message("a", "before"));
        var failing = _stores.Database.WriteAsync(
            static (session, _) =>
            {
                session.Feed.Reserve(3, 1000);
                session.Logs.Create(Sample.Group("a"), new ConversationSettings { Epoch = 9 });
                return 0;
            },
            0, Cancel).AsTask();
        var after = _stores.AppendAsync(Sample.Message("a", "after"));
        _disk.Set();
        await slow;

        await Assert.ThrowsAsync<StorageException>(() => failing);
        Assert.Equal(1, (await before).Position.Seq);
        Assert.Equal(2, (await after).Position.Seq);
        Assert.Equal(["before", "after"], (await _stores.LogAsync("a")).Select(entry => entry.ClientMsgId.Value));
        Assert.Equal(1, await _stores.Feed.ReserveVersionsAsync(3, 1, Cancel));
    }

    [Fact]
    public async Task Beyond_the_queue_a_call_fails_at_once_and_is_counted()
    {
        var slow = await HoldWriterAsync();
        var waiting = Enumerable.Range(0, 300).Select(i => _stores.AppendAsync(Sample.Message("a", $"{i}"))).ToArray();
        var refused = await Assert.ThrowsAsync<StorageException>(() => _stores.AppendAsync(Sample.Message("a", "one too many")));
        Assert.Contains("300 calls wait", refused.Message);
        Assert.Equal(1, _stores.Database.Statistics.Rejected);
        _disk.Set();
        await slow;
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
    }

    [Fact]
    public async Task A_call_that_was_given_up_while_it_waited_is_not_done()
    {
        var slow = await HoldWriterAsync();
        using var patience = new CancellationTokenSource();
        var given = _stores.Messages.AppendAsync([Sample.Message("a", "given up")], patience.Token).AsTask();
        var kept = _stores.AppendAsync(Sample.Message("a", "kept"));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _disk.Set();
        await slow;
        Assert.Equal(1, (await kept).Position.Seq);
        Assert.Single(await _stores.LogAsync("a"));
    }

    [Fact]
    public async Task Continuations_do_not_run_on_the_writers_thread()
    {
        await _stores.AppendAsync(Sample.Message("a", "1"));
        Assert.DoesNotContain("SQLite", Thread.CurrentThread.Name ?? "");
    }

    private async Task<Task<int>> HoldWriterAsync()
    {
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = _stores.Database.WriteAsync(
            static (_, test) =>
            {
                test.holds.SetResult();
                return test._disk.Wait(TimeSpan.FromSeconds(30)) ? 1 : throw new TimeoutException();
            },
            (holds, _disk), Cancel).AsTask();
        await holds.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        return slow;
    }
}
