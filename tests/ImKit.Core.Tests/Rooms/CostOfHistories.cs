using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Core.Tests.Support;
using ImKit.Protocol;
using ImKit.Testing;

namespace ImKit.Core.Tests.Rooms;

public sealed class CostOfHistories
{
    private const int Rounds = 200;

    [Fact]
    public async Task A_broadcast_to_a_room_without_history_allocates_nothing_but_the_message_also_where_other_rooms_have_one()
    {
        await using var server = await Histories.StartAsync(null, options: static options => options.Node.Loops = 1);
        var room = await FillAsync(server, "other://1", history: false);
        Assert.Equal(0, await BytesOfAsync(server, room, Message) - await BytesOfAsync(server, null, Message));
    }

    [Fact]
    public async Task A_broadcast_to_a_room_with_history_costs_the_same_whether_ten_are_in_it_or_a_thousand()
    {
        await using var server = await Histories.StartAsync(null, options: static options => options.Node.Loops = 1);
        var few = await FillAsync(server, "live://few", history: true, members: 10);
        var many = await FillAsync(server, "live://many", history: true, members: 1000);
        var place = 0L;
        NumberedPush Next() => new(new RoomPushEncoder("live://1", 1), new RoomPlace(1, ++place), Message());
        Assert.Equal(await BytesOfAsync(server, few, Next), await BytesOfAsync(server, many, Next));
    }

    private static HostMessage Message() => new(Histories.Operation, new byte[100], null);

    private static async Task<RoomEntry> FillAsync(TestServer server, string room, bool history, int members = 100)
    {
        for (var i = 0; i < members; i++)
        {
            var client = await server.LoginAsync(Tokens.For($"{room}{i}"), 2, new InMemoryClientOptions { ReceiveWindow = 1 << 20 });
            await client.JoinAsync(room, history: history);
        }

        return server.Rooms().Find(new RoomKey(default, new RoomId(room)))!;
    }

    /// <summary>What a broadcast allocates on the loop, its message included; without a room the message alone, encoded for the members' form.</summary>
    private static Task<long> BytesOfAsync(TestServer server, RoomEntry? entry, Func<OutboundMessage> message)
    {
        var bucket = server.Buckets()[0];
        var work = new Work(() =>
        {
            Run(bucket, entry, message);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(bucket, entry, message);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        });
        bucket.Post(work);
        return work.Done.Within();
    }

    private static void Run(Bucket bucket, RoomEntry? entry, Func<OutboundMessage> message)
    {
        for (var i = 0; i < Rounds; i++)
        {
            var push = message();
            if (entry is null)
            {
                push.Encoded(WireForm.Bare2);
                continue;
            }

            var room = bucket.FindRoom(entry)!;
            room.Enqueue(push);
            room.Flush();
        }
    }

    private sealed class Work(Func<long> work) : BucketCommand
    {
        private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<long> Done => _done.Task;

        internal override void Run(Bucket bucket) => _done.SetResult(work());
    }
}
