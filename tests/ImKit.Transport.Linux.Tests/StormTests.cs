using System.Text;

namespace ImKit.Transport.Linux.Tests;

/// <summary>Clients that are cut off, whatever they are doing.</summary>
[Collection(ProcessWide.Name)]
public class StormTests
{
    private const int Clients = 40;
    private const string Request =
        "GET /im HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static readonly byte[] Login = RoomServer.Frame(7, [1, 1]);

    public static TheoryData<LinuxEngine, string> Cases
    {
        get
        {
            var cases = new TheoryData<LinuxEngine, string>();
            foreach (var engine in new[] { LinuxEngine.Epoll, LinuxEngine.IoUring })
            {
                foreach (var state in States.Keys)
                    cases.Add(engine, state);
            }

            return cases;
        }
    }

    private static readonly Dictionary<string, Func<RoomServer, Socket, Task>> States = new()
    {
        ["silent"] = static (_, _) => Task.CompletedTask,
        ["in a header"] = static (_, client) => client.SendAsync(Login.AsMemory(0, 9)).AsTask(),
        ["in a login"] = static (_, client) => client.SendAsync(Login.AsMemory(0, 17)).AsTask(),
        ["waiting for the login's answer"] = static (_, client) => client.SendAsync(Login),
        ["logged in"] = static (_, client) => LoginAsync(client),
        ["in a frame"] = static async (_, client) =>
        {
            await LoginAsync(client);
            await client.SendAsync(RoomServer.Frame(RoomServer.Publish, new byte[500]).AsMemory(0, 300));
        },
        ["not reading"] = static async (server, client) =>
        {
            await LoginAsync(client);
            for (var i = 0; i < 4; i++)
                await server.ImKit.PushToRoomAsync(new RoomId("room 1"), new Push(RoomServer.Deliver, new byte[60_000]));
        },
        ["in the request of an upgrade"] = static (_, client) => client.SendAsync(Encoding.ASCII.GetBytes(Request[..70])),
        ["upgraded"] = static (_, client) => UpgradeAsync(client),
        ["in a frame of a WebSocket"] = static async (_, client) =>
        {
            await UpgradeAsync(client);
            await client.SendAsync(new byte[] { 0x82, 0x80 | 30, 1, 2, 3 });
        },
        ["between two fragments"] = static async (_, client) =>
        {
            await UpgradeAsync(client);
            await client.SendAsync(new byte[] { 0x02, 0x80 | 3, 0, 0, 0, 0, 9, 9, 9 });
        },
        ["closing"] = static async (_, client) =>
        {
            await UpgradeAsync(client);
            await client.SendAsync(new byte[] { 0x88, 0x80 | 2, 0, 0, 0, 0, 0x03, 0xE8 });
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Clients_that_are_cut_off_leave_nothing_behind_and_others_are_served(LinuxEngine engine, string state)
    {
        await using var server = await RoomServer.StartAsync(engine, SlowConsumerPolicy.DropNewest);
        using var witness = await server.LoginAsync(9, 2);
        var before = Sockets();

        var clients = new List<Socket>();
        for (var i = 0; i < Clients; i++)
        {
            clients.Add(await TestClient.ConnectAsync(server.Endpoint));
            await States[state](server, clients[^1]).Soon();
        }

        clients.ForEach(static client => client.Reset());
        await Deadline.Until(() => Sockets() == before, "every descriptor was given back");
        await Deadline.Until(() => server.Bucket.Members.Count == 1, "nobody but the witness is left");
        await witness.SendAsync(RoomServer.Frame(RoomServer.Publish, [2])).Soon();
        Assert.Equal(RoomServer.Deliver, (await RoomServer.ReadFrameAsync(witness)).Operation);
        // The witness may read what the loop has handed over and not counted yet.
        var counters = server.Bucket.Counters;
        await Deadline.Until(() => counters.Offered == counters.HandedOver + counters.DroppedInAll(), "every push is accounted for");
    }

    [Theory]
    [InlineData(LinuxEngine.Epoll)]
    [InlineData(LinuxEngine.IoUring)]
    public async Task A_storm_of_connections_is_served_and_nobody_is_left_of_it(LinuxEngine engine)
    {
        const int Storm = 3000;
        await using var server = await RoomServer.StartAsync(engine, loops: 2);
        var before = Sockets();
        await Parallel.ForEachAsync(Enumerable.Range(0, Storm), new ParallelOptions { MaxDegreeOfParallelism = 300 }, async (i, _) =>
        {
            using var client = await server.LoginAsync((byte)i, 1);
            if (i % 2 == 0)
                client.Reset();
        }).Soon();
        await Deadline.Until(() => Sockets() == before, "every descriptor was given back");
        await Deadline.Until(() => server.Buckets.All(static bucket => bucket.Members.Count == 0), "nobody is left");
        Assert.Equal(0, (await server.ImKit.CountOnlineAsync()).Connections);
    }

    private static async Task LoginAsync(Socket client)
    {
        await client.SendAsync(Login);
        Assert.Equal(8, (await RoomServer.ReadFrameAsync(client)).Operation);
    }

    private static async Task UpgradeAsync(Socket client)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(Request));
        var answer = "";
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            answer += (char)(await client.ReadAsync(1))[0];
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
    }

    private static int Sockets() => Directory.EnumerateFiles("/proc/self/fd").Count(static file =>
        new FileInfo(file).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
}
