using ImKit.Messaging;
using ImKit.Tests.Shared;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>When an append to the store begins: <see cref="AppendPace"/>.</summary>
public sealed class Appending
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;
    private static readonly TimeSpan FiveMs = TimeSpan.FromMilliseconds(5);

    [Fact]
    public void A_store_that_answers_at_once_is_asked_at_once_by_as_many_as_may()
    {
        var pace = new AppendPace(3);
        End(pace, 1, AtOnce);
        foreach (var _ in Enumerable.Range(0, 3))
            Begin(pace, 10);
        pace.Ready++;
        Assert.False(pace.TryBegin());
    }

    [Fact]
    public void Behind_a_slow_append_others_wait_until_they_are_worth_one_of_their_own()
    {
        var pace = Slow();
        Begin(pace, 10);
        pace.Ready = AppendPace.Full - 1;
        Assert.False(pace.TryBegin());
        pace.Ready++;
        Assert.True(pace.TryBegin());
    }

    [Fact]
    public void A_few_are_appended_beside_a_few()
    {
        var pace = Slow();
        Begin(pace, 1);
        Begin(pace, AppendPace.Few - 1);
        pace.Ready = 1;
        Assert.False(pace.TryBegin());
    }

    [Fact]
    public void After_a_large_append_those_whom_it_answered_are_waited_for_but_not_for_long()
    {
        var pace = Slow();
        Begin(pace, 30);
        pace.End(30, FiveMs);
        pace.Ready = 29;
        Assert.False(pace.TryBegin());
        Assert.Equal(AppendPace.Gathering, pace.LongestWait);
        pace.Ready++;
        Assert.True(pace.TryBegin());

        pace.Take(30);
        pace.End(30, FiveMs);
        pace.Ready = 1;
        Assert.False(pace.TryBegin());
        Assert.True(pace.TryBeginLate());
    }

    [Fact]
    public void Who_comes_alone_never_waits()
    {
        var pace = Slow();
        foreach (var _ in Enumerable.Range(0, 10))
        {
            Begin(pace, 1);
            pace.End(1, FiveMs);
            Assert.False(pace.Gathers);
        }
    }

    [Fact]
    public void An_append_that_found_nothing_left_says_nothing_about_the_store()
    {
        var pace = Slow();
        Begin(pace, 10);
        pace.Ready = AppendPace.Full;
        Assert.True(pace.TryBegin());
        pace.Take(0);
        pace.End(0, AtOnce);
        pace.Ready = AppendPace.Few;
        Assert.False(pace.TryBegin());
    }

    [Fact]
    public async Task An_append_that_hangs_holds_up_other_conversations_for_its_moment_only()
    {
        var time = new FakeTimeProvider();
        await using var node = new MessagingNode(configure: static options => options.Messaging.StoreTimeout = TimeSpan.FromHours(1), time: time);
        var (hangs, reached) = (new TaskCompletionSource(), new TaskCompletionSource());
        node.Messages.Before = batch =>
        {
            time.Advance(FiveMs);
            if (batch.All(static request => request.ClientMsgId.Value != "hangs"))
                return Task.CompletedTask;
            reached.TrySetResult();
            return hangs.Task;
        };
        await node.Chat.Tell(Ann, Bob, "the store is slow");
        var held = node.Chat.SendAsync(MessageDraft.Text(Ann, new ClientMsgId("hangs"), "text") with { ToUser = Bob }).AsTask();
        await reached.Task.Within();
        var free = Enumerable.Range(0, 20).Select(i => node.Chat.Tell(Cid, new UserId($"free{i}"), "text")).ToArray();
        await Until.HoldsAsync(
            () =>
            {
                time.Advance(AppendPace.Patience);
                return Task.FromResult(Array.TrueForAll(free, static send => send.IsCompleted));
            },
            "the others are stored");

        Assert.False(held.IsCompleted);
        hangs.SetResult();
        await held.Within();
        await node.SettleAsync();
    }

    private static AppendPace Slow()
    {
        var pace = new AppendPace(4);
        End(pace, 1, FiveMs);
        return pace;
    }

    private static void Begin(AppendPace pace, int count)
    {
        pace.Ready = count;
        Assert.True(pace.TryBegin());
        pace.Take(count);
    }

    private static void End(AppendPace pace, int count, TimeSpan took)
    {
        Begin(pace, count);
        pace.End(count, took);
    }
}
