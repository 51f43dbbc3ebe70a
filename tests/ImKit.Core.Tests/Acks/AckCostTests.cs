using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Core.Tests.Support;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Testing;
using ImKit.Tests.Shared;
using ImKit.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.Acks;

public sealed class AckCostTests
{
    private const int Pushes = 100;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counting_costs_no_allocation_per_delivery(bool acknowledges)
    {
        await using var server = await AccessServer.StartAsync(options: static options => options.Node.Loops = 1);
        var crowd = server.Transport.CreateCrowd();
        await crowd.ConnectAsync(1);
        await SendAsync(crowd, Operations.Login, System.Text.Encoding.ASCII.GetBytes(Tokens.For("1")));
        if (acknowledges)
        {
            await SendAsync(crowd, Operations.Ack, []);
            await SendAsync(crowd, Operations.Heartbeat, []);
        }

        var session = Assert.Single(await server.ImKit.SessionsOfAsync(new UserId("1")));
        var channel = server.Services.GetRequiredService<LocalDelivery>().Channels.Find(session.SessionId)!;
        var push = new EntriesPush { ConversationId = "d.one", Epoch = 1, First = 1, Entries = { new Entry { Seq = 1, Text = "text", Sender = "2" } } };
        var block = new WireMessage(Operations.Entries, push).Encoded(channel.Form)!;

        await OnLoopAsync(channel, () => Deliver(channel, block));
        var allocated = await OnLoopAsync(channel, () => Deliver(channel, block));

        Assert.Equal(0, allocated);
        Assert.Equal((2 * Pushes, 0L), (server.HandedOver(), server.Dropped()));
    }

    private static long Deliver(ClientChannel channel, FrameBlock block)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Pushes; i++)
            channel.Deliver(block, null);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Sends a frame of version 2 and waits until the server has answered all that came before.</summary>
    private static async Task SendAsync(InMemoryCrowd crowd, int operation, byte[] body)
    {
        var frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(frame.Length, 2, operation, 1).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        var writes = crowd.Writes;
        await crowd.SendAsync(0, 1, _ => frame);
        if (operation != Operations.Ack)
            await Until.HoldsAsync(() => crowd.Writes > writes, "it is answered");
    }

    private static Task<long> OnLoopAsync(ClientChannel channel, Func<long> work)
    {
        var command = new Work(work);
        channel.Bucket.Post(command);
        return command.Done.Within();
    }

    private sealed class Work(Func<long> work) : BucketCommand
    {
        private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<long> Done => _done.Task;

        internal override void Run(Bucket bucket) => _done.SetResult(work());
    }
}
