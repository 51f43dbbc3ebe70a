using ImKit.Channels;
using ImKit.Sessions;

namespace ImKit.Transport.Linux.Tests;

/// <summary>What one connection's work costs the others.</summary>
public class IsolationTests
{
    private const int Wait = 200;
    private const int Echo = 201;
    private const int Clients = 12;

    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task A_stuck_command_of_one_bucket_delays_nobody_on_another(LinuxEngine engine)
    {
        var stuck = new TaskCompletionSource<Bucket>(TaskCreationOptions.RunContinuationsAsynchronously);
        RoomServer? started = null;
        using var goOn = new ManualResetEventSlim();
        await using var server = started = await RoomServer.StartAsync(engine, loops: 2, handle: builder => builder
            .HandleOnLoop(Wait, (in LoopRequest request) =>
            {
                stuck.SetResult(started!.Buckets.Single(static bucket => bucket.Loop.InLoop));
                goOn.Wait();
                request.Reply(Wait, []);
            })
            .HandleOnLoop(Echo, static (in LoopRequest request) => request.Reply(Echo, request.Body)));
        var clients = await LoginAsync(server);
        await clients[0].SendAsync(RoomServer.Frame(Wait, [])).Soon();
        var busy = await stuck.Task.Soon();
        var free = server.Buckets.Single(bucket => bucket != busy).Members.Count;
        Assert.InRange(free, 1, Clients - 1);

        try
        {
            var answers = clients[1..].ConvertAll(client => EchoAsync(client));
            await Deadline.Until(() => answers.Count(static answer => answer.IsCompletedSuccessfully) == free, "all of the other bucket were answered");
            // A push to everybody's room reaches them too, while the stuck ones wait.
            await server.ImKit.PushToRoomAsync(new RoomId("room 1"), new Push(RoomServer.Deliver, new byte[] { 1 }));
            var served = clients[1..].Where((_, i) => answers[i].IsCompletedSuccessfully).ToList();
            foreach (var client in served)
                Assert.Equal(RoomServer.Deliver, (await RoomServer.ReadFrameAsync(client)).Operation);
            Assert.Equal(free, answers.Count(static answer => answer.IsCompleted));

            goOn.Set();
            await Task.WhenAll(answers).Soon();
            Assert.Equal(Wait, (await ReadAnswerAsync(clients[0])).Operation);
        }
        finally
        {
            goOn.Set();
            clients.ForEach(static client => client.Dispose());
        }
    }

    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task A_handler_that_waits_delays_nobody_else_and_its_own_answers_stay_in_order(LinuxEngine engine)
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RoomServer.StartAsync(engine, handle: builder => builder
            .Handle(Wait, async (_, cancel) =>
            {
                await goOn.Task.WaitAsync(cancel);
                return OperationReply.Empty;
            })
            .Handle(Echo, static (context, _) => new(OperationReply.Of(context.Body.ToArray()))));
        var clients = await LoginAsync(server);
        await clients[0].SendAsync(RoomServer.Frame(Wait, [])).Soon();
        await clients[0].SendAsync(RoomServer.Frame(Echo, [1])).Soon();

        await Task.WhenAll(clients[1..].ConvertAll(EchoAsync)).Soon();
        await server.ImKit.PushToRoomAsync(new RoomId("room 1"), new Push(RoomServer.Deliver, new byte[] { 1 }));
        foreach (var client in clients)
            Assert.Equal(RoomServer.Deliver, (await RoomServer.ReadFrameAsync(client)).Operation);

        goOn.SetResult();
        Assert.Equal(Wait, (await RoomServer.ReadFrameAsync(clients[0])).Operation);
        Assert.Equal(Echo, (await RoomServer.ReadFrameAsync(clients[0])).Operation);
        clients.ForEach(static client => client.Dispose());
    }

    private static async Task<List<Socket>> LoginAsync(RoomServer server)
    {
        var clients = new List<Socket>();
        for (byte i = 0; i < Clients; i++)
            clients.Add(await server.LoginAsync(i, 1));
        return clients;
    }

    private static async Task EchoAsync(Socket client)
    {
        await client.SendAsync(RoomServer.Frame(Echo, [42]));
        var (operation, body) = await ReadAnswerAsync(client);
        Assert.Equal((Echo, 42), (operation, Assert.Single(body)));
    }

    /// <summary>The next frame that is no push: one may overtake what a stuck loop has not read yet.</summary>
    private static async Task<(int Operation, byte[] Body)> ReadAnswerAsync(Socket client)
    {
        while (true)
        {
            if (await RoomServer.ReadFrameAsync(client) is { Operation: not RoomServer.Deliver } frame)
                return frame;
        }
    }
}
