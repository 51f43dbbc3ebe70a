using ImKit.Storage.Sqlite;
using ImKit.Storage.Sqlite.Internal;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Storage.Tests.Sqlite;

/// <summary>Two databases over one file lock each other out as two processes do.</summary>
public sealed class SecondProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_that_open_a_new_file_at_once_all_can()
    {
        for (var round = 0; round < 20; round++)
        {
            var stores = Enumerable.Range(0, 4).Select(_ => new SqliteStores(_folder.File($"im-{round}.db"))).ToArray();
            await Task.WhenAll(stores.Select(store => store.Database.OpenAsync(Cancel).AsTask()));
            await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task A_new_file_that_another_process_writes_to_just_then_opens_when_that_is_over()
    {
        var path = _folder.File("im.db");
        using var other = new Connection(path, TimeSpan.FromSeconds(30), create: true);
        other.Execute("BEGIN IMMEDIATE");
        var clock = new RefusalClock();
        var file = new DatabaseFile(new SqliteOptions { Path = path, BusyTimeout = TimeSpan.FromSeconds(30) }, clock);

        var opening = Task.Factory.StartNew(() => file.OpenForWriting((_, _) => { }), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(clock.Refused, opening);
        other.Execute("COMMIT");

        using var opened = await opening;
        Assert.True(clock.Refused.IsCompleted);
        Assert.Equal("wal", opened.Scalar("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task What_one_has_written_the_other_builds_on()
    {
        await using var one = new SqliteStores(_folder.File("im.db"));
        await using var other = new SqliteStores(_folder.File("im.db"));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal((2 * i) + 1, (await one.AppendAsync(Sample.Message("a", $"{2 * i}"))).Position.Seq);
            Assert.Equal((2 * i) + 2, (await other.AppendAsync(Sample.Message("a", $"{(2 * i) + 1}"))).Position.Seq);
            Assert.Equal(AppendStatus.Duplicate, (await other.AppendAsync(Sample.Message("a", $"{2 * i}"))).Status);
        }

        Assert.Equal(20, (await one.LogAsync("a")).Count);
    }

    [Fact]
    public async Task Both_writing_at_once_leaves_a_dense_log()
    {
        await using var one = new SqliteStores(_folder.File("im.db"));
        await using var other = new SqliteStores(_folder.File("im.db"));
        await Task.WhenAll(new[] { one, other }.Select(async (stores, process) =>
        {
            for (var i = 0; i < 100; i++)
                Assert.Equal(AppendStatus.Committed, (await stores.AppendAsync(Sample.Message("a", $"{process}-{i}"))).Status);
        }));
        Assert.Equal(Enumerable.Range(1, 200).Select(seq => (long)seq), (await one.LogAsync("a")).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_section_is_one_processs_alone_and_what_the_other_writes_late_is_refused()
    {
        var time = new FakeTimeProvider();
        await using var one = new SqliteStores(_folder.File("im.db"), time: time);
        await using var other = new SqliteStores(_folder.File("im.db"), time: time);
        var (a, b) = (new SectionHolder(new NodeId("a"), 1), new SectionHolder(new NodeId("b"), 1));
        int[] all = [.. Enumerable.Range(0, Sections.Count)];
        var lease = TimeSpan.FromSeconds(10);
        var both = await Task.WhenAll(
            one.Sections.AcquireAsync(SectionKind.Feed, all, a, lease, Cancel).AsTask(), other.Sections.AcquireAsync(SectionKind.Feed, all, b, lease, Cancel).AsTask());
        Assert.Equal(both[0].Select(static section => section.Holder), both[1].Select(static section => section.Holder));
        await other.Sections.ReleaseAsync(SectionKind.Feed, all, b, Cancel);

        var early = (await one.Sections.AcquireAsync(SectionKind.Feed, [5], a, lease, Cancel))[0];
        time.Advance(lease);
        var late = (await other.Sections.AcquireAsync(SectionKind.Feed, [5], b, lease, Cancel))[0];
        var row = new FeedRow(default, new UserId("ann"), FeedKind.Conversation, new ConversationId("g.1"), 1);
        Assert.Equal(FencedStatus.Refused, await one.Feed.WriteAsync([row], new SectionTerm(5, early.Term), Cancel));
        Assert.Equal(FencedStatus.Written, await other.Feed.WriteAsync([row with { Version = 2 }], new SectionTerm(5, late.Term), Cancel));
        Assert.Equal([row with { Version = 2 }], await one.Feed.ReadSinceAsync(default, row.User, 0, 10, Cancel));
    }

    [Fact]
    public async Task A_file_that_another_process_holds_is_an_error_that_says_so()
    {
        await using var one = new SqliteStores(_folder.File("im.db"));
        await using var other = new SqliteStores(_folder.File("im.db"), options => options.BusyTimeout = TimeSpan.FromMilliseconds(100));
        await other.Database.OpenAsync(Cancel);
        using var release = new ManualResetEventSlim();
        var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holding = one.Database.WriteAsync(
            static (_, test) =>
            {
                test.holds.SetResult();
                return test.release.Wait(TimeSpan.FromSeconds(30));
            },
            (holds, release), Cancel).AsTask();
        await holds.Task;

        Assert.Contains("another process holds it", (await Assert.ThrowsAsync<StorageException>(() => other.AppendAsync(Sample.Message("a", "1")))).Message);
        release.Set();
        Assert.True(await holding);
        Assert.Equal(1, (await other.AppendAsync(Sample.Message("a", "1"))).Position.Seq);
    }

    /// <summary>Is read once when the switch to the log begins, and again when SQLite has refused it.</summary>
    private sealed class RefusalClock : TimeProvider
    {
        private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public Task Refused => _refused.Task;

        public override long GetTimestamp()
        {
            if (Interlocked.Increment(ref _reads) == 2)
                _refused.TrySetResult();
            return base.GetTimestamp();
        }
    }
}
