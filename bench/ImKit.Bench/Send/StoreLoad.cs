using System.Diagnostics;
using System.Globalization;
using ImKit.Storage;

namespace ImKit.Bench.Send;

/// <summary>Appends of a message store alone: one lane a core, each with conversations of its own, batches of 64.</summary>
internal static class StoreLoad
{
    private const int Batch = 64;
    private const int ConversationsOfLane = 16;

    public static async Task<SendRate> RunAsync(IMessageStore store, SendSettings settings)
    {
        var (watch, meter) = (Stopwatch.StartNew(), new RateMeter());
        var lanes = Enumerable.Range(0, Environment.ProcessorCount).Select(lane => Task.Run(() => AppendAsync(store, settings, lane, watch)));
        var appended = await Task.WhenAll(lanes);
        return meter.Of(appended.Sum());
    }

    private static async Task<long> AppendAsync(IMessageStore store, SendSettings settings, int lane, Stopwatch watch)
    {
        var body = new byte[settings.Body];
        var hash = new byte[32];
        var user = new UserId("sender");
        var keys = Enumerable.Range(0, ConversationsOfLane)
            .Select(i => new ConversationKey(default, ConversationId.Group(user, new ClientMsgId($"{lane}-{i}")))).ToArray();
        var create = new ConversationSettings { Epoch = 1 };
        long done = 0;
        while (watch.Elapsed.TotalSeconds < settings.Seconds)
        {
            var batch = new AppendRequest[Batch];
            for (var i = 0; i < batch.Length; i++, done++)
            {
                batch[i] = new AppendRequest
                {
                    Conversation = keys[done % ConversationsOfLane],
                    Id = new MessageId((done << 8) + lane + 1),
                    Sender = user,
                    ClientMsgId = new ClientMsgId(done.ToString(CultureInfo.InvariantCulture)),
                    PayloadHash = hash,
                    Kind = EntryKind.Message,
                    Countable = true,
                    Time = done,
                    Body = body,
                    Create = create,
                };
            }

            var outcomes = await store.AppendAsync(batch, CancellationToken.None);
            if (outcomes.Any(static outcome => outcome.Status != AppendStatus.Committed))
                throw new InvalidOperationException("an append was refused");
        }

        return done;
    }
}
