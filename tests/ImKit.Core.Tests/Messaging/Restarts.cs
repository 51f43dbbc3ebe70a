using ImKit.Messaging;
using ImKit.Storage;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Restarts
{
    [Fact]
    public async Task What_was_committed_and_not_dispatched_is_dispatched_at_the_next_start()
    {
        var stores = new MemoryStores();
        await using (var crashed = new MessagingNode(stores))
        {
            var never = new TaskCompletionSource();
            crashed.Router.Before = _ => never.Task;
            for (var i = 0; i < 120; i++)
                await crashed.Chat.Tell(Ann, Bob, "committed");
            await crashed.Chat.Tell(Cid, Dan, "committed too");
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await crashed.StopAsync(now.Token);
            never.SetCanceled(TestContext.Current.CancellationToken);
        }

        await using var node = new MessagingNode(stores);
        await node.StartAsync();
        await node.Router.Until(() => node.Router.SeqsFor(Bob).Count >= 120 && node.Router.SeqsFor(Dan).Count >= 1);
        await node.SettleAsync();

        Assert.Equal(Enumerable.Range(1, 120).Select(seq => (long)seq), node.Router.SeqsFor(Bob));
        Assert.Single((await node.Chat.SyncAsync(Bob, 0)).Value.Items);
        Assert.Single((await node.Chat.SyncAsync(Dan, 0)).Value.Items);
    }

    [Fact]
    public async Task What_was_dispatched_is_not_dispatched_again_after_an_orderly_stop()
    {
        var stores = new MemoryStores();
        await using (var first = new MessagingNode(stores))
        {
            await first.Chat.Tell(Ann, Bob, "one");
            await first.StopAsync();
        }

        Assert.Empty(await stores.UndispatchedAsync());
    }

    [Fact]
    public async Task A_stop_finishes_what_was_taken_and_takes_no_more()
    {
        await using var node = new MessagingNode();
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        node.Messages.Before = _ =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        var taken = node.Chat.Tell(Ann, Bob, "taken");
        await reached.Task.Within();
        var stop = node.StopAsync();
        var late = await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "late") with { ToUser = Bob }).Within();
        Assert.False(stop.IsCompleted);
        gate.SetResult();
        await stop.Within();

        Assert.Equal(ImError.Busy, late.Error);
        Assert.Equal(1, (await taken).Position.Seq);
        Assert.Equal([1], node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task A_stop_gives_up_at_its_deadline()
    {
        var stores = new MemoryStores();
        var node = new MessagingNode(stores);
        node.Router.Before = _ => throw new TimeoutException("always full");
        await node.Chat.Tell(Ann, Bob, "one");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await node.StopAsync(deadline.Token).Within();

        Assert.Single(await stores.UndispatchedAsync());
    }

    [Fact]
    public async Task A_stop_gives_up_at_its_deadline_also_if_its_sections_cannot_be_given_back()
    {
        var stores = new MemoryStores();
        var sections = new SilentSectionStore(stores.Sections);
        var node = new MessagingNode(stores, static options => options.Messaging.StoreTimeout = TimeSpan.FromHours(1), sections: sections);
        await node.StartAsync();
        await node.Get<SectionKeeper>().RefreshAsync().Within();
        sections.IsSilent = true;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await node.StopAsync(deadline.Token).Within();

        Assert.NotEqual(0, sections.Unanswered);
    }

    [Fact]
    public async Task Marks_are_gathered_and_written_once_a_second_and_again_after_a_failure()
    {
        var time = new FakeTimeProvider();
        var stores = new MemoryStores();
        await using var node = new MessagingNode(stores, time: time);
        var calls = 0;
        var called = new SemaphoreSlim(0);
        node.Messages.BeforeMark = () =>
        {
            called.Release();
            return ++calls == 1 ? throw new StorageException("down") : Task.CompletedTask;
        };
        for (var i = 0; i < 20; i++)
            await node.Chat.Tell(Ann, Bob, "text");
        await node.SettleAsync();
        Assert.Equal(0, calls);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await called.WaitAsync(Deadline.Time));
        Assert.Single(await stores.UndispatchedAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await called.WaitAsync(Deadline.Time));
        await node.StopAsync();
        Assert.Empty(await stores.UndispatchedAsync());
    }
}
