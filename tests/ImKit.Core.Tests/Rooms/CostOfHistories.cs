using System.Text;
using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Core.Tests.Support;
using ImKit.Protocol;
using ImKit.Testing;
using ImKit.Tests.Shared;

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

    /// <summary>Members of version 2 that only count what they get, so that what is allocated is the server's.</summary>
    private static async Task<RoomEntry> FillAsync(TestServer server, string room, bool history, int members = 100)
    {
        var crowd = server.Transport.CreateCrowd();
        await crowd.ConnectAsync(members);
        await crowd.SendAsync(0, members, client => Frame(Operations.Login, Encoding.UTF8.GetBytes(Tokens.For($"{room}{client}"))));
        await Until.HoldsAsync(() => crowd.Writes == members, "all are logged in");
        var join = Frame(Operations.JoinRoom, WireBody.Encode(new Wire.RoomRequest { Room = room, History = history }, 2));
        await crowd.SendAsync(0, members, _ => join);
        await Until.HoldsAsync(() => crowd.Writes == 2 * members, "all have joined");
        return server.Rooms().Find(new RoomKey(default, new RoomId(room)))!;
    }

    private static ReadOnlyMemory<byte> Frame(int operation, byte[] body)
    {
        var frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(frame.Length, 2, operation, 1).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    /// <summary>What a broadcast allocates on the loop, its message included; without a room the message alone, encoded for the members' form.</summary>
    private static Task<long> BytesOfAsync(TestServer server, RoomEntry? entry, Func<OutboundMessage> message)
    {
        var bucket = server.Buckets()[0];
        var work = new Work(() =>
        {
            // The least of several: what the runtime or a timer does once in between is not the broadcast's.
            var least = long.MaxValue;
            for (var i = 0; i < 6; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Run(bucket, entry, message);
                least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds);
            }

            return least;
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
