using System.Collections.Concurrent;
using ImKit.Storage;
using ImKit.Tests.Shared;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Hooks;

/// <summary>Laws of order: filters that take their time change none, and observers hear in the order of the log.</summary>
public sealed class Order_of_hooks
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sends_keep_their_order_and_observers_hear_in_that_of_the_log_whichever_filter_answers_first(int seed)
    {
        const int Count = 300;
        var random = new Random(seed);
        var (waiting, heard) = (new ConcurrentDictionary<string, TaskCompletionSource>(), new ConcurrentQueue<(ConversationId, long Seq, string Words)>());
        await using var node = HookedNode.With(builder => builder
            .AddBefore<SendStep>(
                FilterFailure.Closed,
                async (step, cancel) =>
                {
                    await waiting.GetOrAdd(step.Words(), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                    return step;
                },
                TimeSpan.FromMinutes(1))
            .AddAfter<SendStep>((step, outcome, _) =>
            {
                heard.Enqueue((step.Conversation, outcome.Ack.Position.Seq, step.Words()));
                return default;
            }));
        UserId[] others = [Bob, Cid, Dan];
        var sends = Enumerable.Range(0, Count).Select(i => node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), $"{i}") with { ToUser = others[i % 3] }).AsTask()).ToArray();
        // All have begun to be asked about when they came, although none is answered.
        Assert.Equal(Count, waiting.Count);
        foreach (var i in Enumerable.Range(0, Count).OrderBy(_ => random.Next()))
            waiting[$"{i}"].SetResult();
        await Task.WhenAll(sends).Within();
        await Until.HoldsAsync(() => heard.Count == Count, "all are heard of");
        for (var other = 0; other < 3; other++)
        {
            var conversation = ConversationId.Direct(Ann, others[other]);
            var expected = Enumerable.Range(0, Count).Where(i => i % 3 == other).Select(static i => $"{i}").ToArray();
            var log = await node.Stores.Messages.ReadForwardAsync(new ConversationKey(default, conversation), 1, 1000, CancellationToken.None);
            Assert.Equal(expected, log.Select(static entry => entry.Words()));
            var told = heard.Where(one => one.Item1 == conversation).ToArray();
            Assert.Equal(expected, told.Select(static one => one.Words));
            Assert.Equal(Enumerable.Range(1, expected.Length).Select(static seq => (long)seq), told.Select(static one => one.Seq));
        }
    }
}
