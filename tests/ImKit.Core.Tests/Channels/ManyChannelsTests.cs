using System.Globalization;
using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Core.Tests.Support;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Testing;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Channels;

/// <summary>What holds for a million channels, with as many as a test can afford.</summary>
public sealed class ManyChannelsTests
{
    private const int Clients = 20_000;
    private const int Operation = 1000;
    private static readonly RoomId Room = new("everybody");

    [Fact]
    public async Task Everybody_gets_each_broadcast_once_and_the_counts_are_exact()
    {
        await using var server = await StartAsync();
        var crowd = await LogInAsync(server);
        var before = Received(crowd);

        for (var i = 0; i < 3; i++)
            await server.ImKit.PushToRoomAsync(Room, new Push(Operation, new byte[100]), TestContext.Current.CancellationToken);

        await Until.HoldsAsync(() => server.HandedOver() == 3 * Clients, "all pushes are handed over");
        Assert.Equal(3 * Clients, server.Offered());
        Assert.Equal(0, server.Dropped());
        Assert.All(before.Zip(Received(crowd)), static pair => Assert.Equal(3 * (FrameHeader.Size + 100), pair.Second - pair.First));

        Assert.Equal(Clients, await crowd.LeaveAsync());
        Assert.Equal((0, 0, 0), (crowd.Live, server.Connections(), server.Rooms().Count));
        Assert.Equal(0, server.Services.GetRequiredService<LocalDelivery>().Channels.Count);
    }

    [Fact]
    public async Task A_delivery_allocates_nothing()
    {
        await using var server = await StartAsync();
        await LogInAsync(server);
        var bucket = server.Buckets()[0];
        var room = bucket.FindRoom(server.Rooms().Find(new RoomKey(default, Room))!)!;

        var perBroadcast = await OnLoop(bucket, () =>
        {
            Broadcast(room, 50);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Broadcast(room, 50);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 50;
        });

        Assert.Equal(Clients / 2, room.Count);
        Assert.Equal(100 * Clients / 2, server.HandedOver());
        // The message, its frame and its array; ten thousand deliveries add nothing.
        Assert.InRange(perBroadcast, 0, 1000);
    }

    [Fact]
    public async Task A_channel_takes_less_than_a_kilobyte_with_everything_that_belongs_to_it()
    {
        await using var server = await StartAsync();
        var crowd = await LogInAsync(server);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await LogInAsync(server, crowd);

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Clients;
        Assert.InRange(each, 200, 1000);
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(
        static builder => builder.AddAuthenticator(static (request, _) => ValueTask.FromResult(
            AuthResult.For(new UserId(System.Text.Encoding.ASCII.GetString(request.Token.Span))) with { Rooms = [Room] })),
        static options => options.Node.Loops = 2);

    private static async Task<InMemoryCrowd> LogInAsync(TestServer server, InMemoryCrowd? more = null)
    {
        var crowd = more ?? server.Transport.CreateCrowd();
        // Fewer at a time than the server checks at once.
        for (var i = 0; i < Clients; i += 2000)
        {
            var first = crowd.Count;
            var writes = crowd.Writes;
            Assert.Equal(2000, await crowd.ConnectAsync(2000));
            Assert.Equal(2000, await crowd.SendAsync(first, 2000, Login));
            await Until.HoldsAsync(() => crowd.Writes == writes + 2000, "all have their replies");
        }

        return crowd;
    }

    private static ReadOnlyMemory<byte> Login(int client)
    {
        var token = System.Text.Encoding.ASCII.GetBytes(client.ToString(CultureInfo.InvariantCulture));
        var frame = new byte[FrameHeader.Size + token.Length];
        new FrameHeader(frame.Length, 1, Operations.Login, 1).Write(frame);
        token.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    private static void Broadcast(Room room, int times)
    {
        for (var i = 0; i < times; i++)
        {
            room.Enqueue(new HostMessage(Operation, new byte[100], null));
            room.Flush();
        }
    }

    private static long[] Received(InMemoryCrowd crowd) => [.. Enumerable.Range(0, crowd.Count).Select(crowd.ReceivedBytes)];

    private static Task<T> OnLoop<T>(Bucket bucket, Func<T> work)
    {
        var command = new Work<T>(work);
        bucket.Post(command);
        return command.Done.Within();
    }

    private sealed class Work<T>(Func<T> work) : BucketCommand
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Done => _done.Task;

        internal override void Run(Bucket bucket) => _done.SetResult(work());
    }
}
