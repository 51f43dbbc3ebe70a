using System.Text;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: one client that reads nothing, and a reconnect with its key, freeze a whole bucket: a blocking send under a lock, without a deadline.</summary>
public sealed class Defect02_A_stuck_client_and_a_reconnect_freeze_others
{
    private const int Pushes = 200;
    private static readonly RoomId Room = new("live://1");

    [Theory]
    [InlineData("tcp", SlowConsumerPolicy.DropOldest)]
    [InlineData("ws", SlowConsumerPolicy.DropOldest)]
    [InlineData("tcp", SlowConsumerPolicy.DropNewest)]
    public async Task The_others_of_its_bucket_get_every_push_and_the_new_connection_holds_the_key(string kind, SlowConsumerPolicy policy)
    {
        await using var server = await StartAsync(policy);
        await using var stuck = await server.LoginAsync(kind, Tokens.For("1", key: "phone", room: Room.Value), receiveBuffer: 4096);
        await using var other = await server.LoginAsync(kind, Tokens.For("2", room: Room.Value));
        await FillAsync(server, other);
        Assert.Equal(2, server.Numbers.Connections);

        await using var again = await server.LoginAsync(kind, Tokens.For("1", key: "phone", room: Room.Value, accepts: 1002));
        await PushAsync(server, "after the reconnect");
        Assert.Equal("after the reconnect", (await other.ExpectAsync(1001)).Text);
        Assert.Equal("after the reconnect", (await again.ExpectAsync(1001)).Text);
        await server.ImKit.PushToConnectionsAsync([new ConnectionKey("phone")], AccessServer.Text(1002, "to the key"));
        Assert.Equal("to the key", (await again.ExpectAsync(1002)).Text);
        // The stuck one cannot be told, and is cut all the same.
        await Eventually.HoldsAsync(() => server.Numbers.Connections == 2, "the replaced connection is gone");
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_stuck_client_is_cut_at_its_limit_of_bytes_where_the_policy_says_so(string kind)
    {
        await using var server = await StartAsync(SlowConsumerPolicy.Disconnect);
        await using var stuck = await server.LoginAsync(kind, Tokens.For("1", key: "phone", room: Room.Value), receiveBuffer: 4096);
        await using var other = await server.LoginAsync(kind, Tokens.For("2", room: Room.Value));
        await FillAsync(server, other);
        await Eventually.HoldsAsync(() => server.Numbers.Connections == 1, "the stuck connection is cut");
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId("1")));
    }

    /// <summary>One loop, so that all share a bucket.</summary>
    private static Task<LiveServer> StartAsync(SlowConsumerPolicy policy) => LiveServer.StartAsync(options =>
    {
        options.Node.Loops = 1;
        options.SlowConsumers.Policy = policy;
        options.SlowConsumers.MaxPendingBytes = 65536;
    });

    /// <summary>Pushes until something was dropped for the stuck client; the other one reads along and misses nothing.</summary>
    private static async Task FillAsync(LiveServer server, TestClient other)
    {
        var body = Encoding.ASCII.GetBytes(new string('x', 16000));
        for (var i = 0; i < Pushes || server.Numbers.Dropped == 0; i++)
        {
            await server.ImKit.PushToRoomAsync(Room, new Push(1000, body));
            await other.ExpectAsync(1000);
            Assert.InRange(i, 0, 100 * Pushes);
        }
    }

    private static async Task PushAsync(LiveServer server, string text) => await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1001, text));
}
