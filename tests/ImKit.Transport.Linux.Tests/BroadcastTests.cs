using System.Buffers.Binary;

namespace ImKit.Transport.Linux.Tests;

/// <summary>Rooms over the whole way, from the host's push to the client's socket.</summary>
public class BroadcastTests
{
    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task A_stuck_member_delays_nobody_and_every_push_is_accounted_for(LinuxEngine engine)
    {
        const int Members = 80;
        const int Pushes = 400;
        const int Size = 16_000;
        await using var server = await RoomServer.StartAsync(engine, SlowConsumerPolicy.DropNewest);
        var stuck = await server.LoginAsync(0, 1, receiveBuffer: 8192);
        var members = new List<Socket>();
        for (byte i = 1; i < Members; i++)
            members.Add(await server.LoginAsync(i, 1));

        var read = new int[members.Count];
        var reading = members.Select((member, i) => Task.Run(() => ReadAllAsync(member, Pushes, count => Volatile.Write(ref read[i], count)))).ToList();
        var body = new byte[Size];
        for (var i = 0; i < Pushes; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(body, i);
            await server.ImKit.PushToRoomAsync(new RoomId("room 1"), new Push(RoomServer.Deliver, body));
            // Nobody but the stuck one may fall behind so far that the policy drops for it, on a busy machine either.
            if (i % 10 == 9)
                await Deadline.Until(() => Enumerable.Range(0, read.Length).All(member => Volatile.Read(ref read[member]) > i), "the others have read");
        }

        foreach (var all in await Task.WhenAll(reading).Soon())
            Assert.Equal(Enumerable.Range(0, Pushes), all);
        var counters = server.Bucket.Counters;
        await Deadline.Until(() => counters.Offered == (long)Members * Pushes, "everything was offered");
        Assert.True(counters.DroppedInAll() > 0, "the stuck member was not stuck");

        // It reads at last: it gets what was handed over for it, whole and in order, and no more.
        var received = new List<int>();
        while (received.Count + ((Members - 1) * Pushes) < counters.HandedOver || counters.Offered != counters.HandedOver + counters.DroppedInAll())
            received.Add(Number(await RoomServer.ReadFrameAsync(stuck)));
        Assert.Equal(received.Order(), received);
        Assert.Equal(counters.HandedOver, ((Members - 1) * Pushes) + received.Count);
        Assert.Equal(counters.Offered, counters.HandedOver + counters.DroppedInAll());
        Assert.Equal(0, stuck.Available);
        stuck.Dispose();
        members.ForEach(static member => member.Dispose());
    }

    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task Members_that_are_cut_off_in_the_middle_of_broadcasts_cost_the_others_nothing(LinuxEngine engine)
    {
        const int Members = 60;
        const int Pushes = 200;
        await using var server = await RoomServer.StartAsync(engine);
        var members = new List<Socket>();
        for (byte i = 0; i < Members; i++)
            members.Add(await server.LoginAsync(i, 1));
        var staying = members.Where(static (_, i) => i % 2 == 0).ToList();
        var leaving = new Queue<Socket>(members.Except(staying));
        var reading = staying.ConvertAll(static member => Task.Run(() => ReadAllAsync(member, Pushes)));

        for (var i = 0; i < Pushes; i++)
        {
            if (i % 5 == 0 && leaving.TryDequeue(out var member))
                member.Reset();
            await server.ImKit.PushToRoomAsync(new RoomId("room 1"), new Push(RoomServer.Deliver, BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(i))));
        }

        foreach (var all in await Task.WhenAll(reading).Soon())
            Assert.Equal(Enumerable.Range(0, Pushes), all);
        await Deadline.Until(() => server.Bucket.Members.Count == staying.Count, "those who left are gone");
        var counters = server.Bucket.Counters;
        Assert.Equal(counters.Offered, counters.HandedOver + counters.DroppedInAll());
        staying.ForEach(static member => member.Dispose());
    }

    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task A_broadcast_to_many_allocates_no_more_than_one_to_few(LinuxEngine engine)
    {
        await using var server = await RoomServer.StartAsync(engine);
        var few = await MembersAsync(server, room: 1, count: 40);
        var many = await MembersAsync(server, room: 2, count: 240);

        var least = await AllocatedByOneAsync(server, few, room: 1);
        Assert.Equal(least, await AllocatedByOneAsync(server, many, room: 2));
        few.ForEach(static member => member.Dispose());
        many.ForEach(static member => member.Dispose());
    }

    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task A_broadcast_allocates_its_frame_and_at_most_two_hundred_bytes(LinuxEngine engine)
    {
        const int Array = 48;
        const int NameOfTheRoomMadeByTheHandler = 40;
        await using var server = await RoomServer.StartAsync(engine);
        var members = await MembersAsync(server, room: 1, count: 40);

        Assert.InRange(await AllocatedByOneAsync(server, members, room: 1), Array, Array + NameOfTheRoomMadeByTheHandler + 200);
        members.ForEach(static member => member.Dispose());
    }

    private static async Task<List<Socket>> MembersAsync(RoomServer server, byte room, int count)
    {
        var members = new List<Socket>();
        for (var i = 0; i < count; i++)
            members.Add(await server.LoginAsync((byte)i, room));
        return members;
    }

    /// <summary>Bytes that the loop's thread allocates from one publish to the next: the least of some rounds, since the first ones compile.</summary>
    private static async Task<long> AllocatedByOneAsync(RoomServer server, List<Socket> members, byte room)
    {
        server.Allocated.Clear();
        for (var round = 0; round < 12; round++)
        {
            await members[0].SendAsync(RoomServer.Frame(RoomServer.Publish, [room])).Soon();
            foreach (var member in members)
                Assert.Equal(RoomServer.Deliver, (await RoomServer.ReadFrameAsync(member)).Operation);
        }

        return server.Allocated.Zip(server.Allocated.Skip(1), static (before, after) => after - before).Min();
    }

    private static async Task<List<int>> ReadAllAsync(Socket member, int count, Action<int>? tell = null)
    {
        var all = new List<int>();
        while (all.Count < count)
        {
            all.Add(Number(await RoomServer.ReadFrameAsync(member)));
            tell?.Invoke(all.Count);
        }

        return all;
    }

    private static int Number((int Operation, byte[] Body) frame)
    {
        Assert.Equal(RoomServer.Deliver, frame.Operation);
        return BinaryPrimitives.ReadInt32BigEndian(frame.Body);
    }
}
