using ImKit.Hosting;
using ImKit.Messaging;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Hooks;

/// <summary>What hooks cost a send that nobody hooked: bytes of all of it, from the call to what follows the commit, on one thread.</summary>
public sealed class Cost_of_hooks
{
    private const int Sends = 40;

    [Fact]
    public async Task A_send_without_hooks_allocates_what_making_and_submitting_its_request_does_and_not_a_byte_for_hooks()
    {
        var work = new HeldWork();
        await using var node = HookedNode.With(static _ => { }, work: work);
        Assert.Equal(await BytesAsync(node, work, Bare), await BytesAsync(node, work, Whole));
    }

    [Fact]
    public async Task Hooks_of_other_steps_cost_a_send_nothing()
    {
        var (bareWork, work) = (new HeldWork(), new HeldWork());
        await using var bare = HookedNode.With(static _ => { }, work: bareWork);
        await using var hooked = HookedNode.With(
            static builder => builder
                .AddBefore<RecallStep>(FilterFailure.Closed, static (step, _) => HookedNode.Pass(step))
                .AddBefore<GroupStep>(FilterFailure.Open, static (step, _) => HookedNode.Pass(step))
                .AddAfter<EditStep>(static (_, _, _) => default),
            work: work);
        Assert.Equal(await BytesAsync(bare, bareWork, Whole), await BytesAsync(hooked, work, Whole));
    }

    [Fact]
    public async Task One_filter_is_seen_in_the_bytes_of_a_send()
    {
        var work = new HeldWork();
        await using var node = HookedNode.With(static builder => builder.AddBefore<SendStep>(FilterFailure.Closed, static (step, _) => HookedNode.Pass(step)), work: work);
        Assert.True(await BytesAsync(node, work, Bare) + 100 < await BytesAsync(node, work, Whole), "the filter's step is not weighed");
    }

    private static ValueTask<Result<SendAck>> Whole(MessagingNode node, MessageDraft draft) => node.Get<MessageSender>().SendAsync(default, draft, CancellationToken.None);

    /// <summary>The parts of a send, put together without a place for hooks.</summary>
    private static ValueTask<Result<SendAck>> Bare(MessagingNode node, MessageDraft draft)
    {
        var request = node.Get<MessageSender>().ToRequest(default, draft);
        return node.Get<SendPipeline>().SubmitAsync(request, CancellationToken.None, node.Get<SendChecks>().For(request, draft.ToUser));
    }

    /// <summary>The least of several sends: that a list of the store grows now and then is not the send's.</summary>
    private static async Task<long> BytesAsync(MessagingNode node, HeldWork work, Func<MessagingNode, MessageDraft, ValueTask<Result<SendAck>>> send)
    {
        var conversation = (await node.Chat.Tell(Ann, Bob, "first")).Conversation;
        await node.SettleAsync();
        var least = long.MaxValue;
        for (var i = 0; i < Sends; i++)
        {
            var draft = MessageDraft.Text(Ann, NewId(), "hello") with { Conversation = conversation };
            work.Hold();
            least = Math.Min(least, BytesOf(node, work, draft, send));
            work.Release();
            await node.SettleAsync();
        }

        return least;
    }

    private static long BytesOf(MessagingNode node, HeldWork work, MessageDraft draft, Func<MessagingNode, MessageDraft, ValueTask<Result<SendAck>>> send)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sending = send(node, draft);
        work.RunAll();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(sending.IsCompletedSuccessfully && sending.Result.Ok, "the send is done, on this thread");
        return bytes;
    }
}
