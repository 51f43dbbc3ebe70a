using ImKit.Diagnostics;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim races on its ring, on a channel's room pointer, and on bodies that are read after their buffer was used again.</summary>
public sealed class Defect11_Data_races_on_ring_room_and_bodies
{
    private const int Clients = 12;
    private const int Publishers = 4;
    private static readonly RoomId[] Rooms = [new("live://0"), new("live://1"), new("live://2")];

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Whatever_happens_at_once_every_frame_is_whole_and_every_push_is_accounted_for(string kind)
    {
        await using var server = await LiveServer.StartAsync(static options => options.SlowConsumers.Policy = SlowConsumerPolicy.DropOldest);
        var clients = new List<TestClient>();
        for (var i = 0; i < Clients; i++)
            clients.Add(await server.LoginAsync(kind, Tokens.For($"{i}", key: $"{i}", room: Rooms[i % 3].Value, accepts: 1000), version: 3, receiveBuffer: i % 4 == 0 ? 4096 : null));
        using var end = new CancellationTokenSource();
        var readers = clients.Select((client, i) => Task.Run(() => ReadAndMoveAsync(client, i, () => end.IsCancellationRequested))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => Task.Run(() => PublishAsync(server, publisher)))).Soon();
        await Eventually.HoldsAsync(() => server.Numbers[ImKitMetricNames.PendingPushes] == 0, "every push has had its turn");
        await end.CancelAsync();
        var received = (await Task.WhenAll(readers).Soon()).Sum();
        await Eventually.HoldsAsync(() => server.Numbers.Offered == server.Numbers.HandedOver + server.Numbers.Dropped, "everything is handed over or counted");
        Assert.Equal(server.Numbers.HandedOver, received);
        Assert.InRange(received, 1, long.MaxValue);
    }

    /// <summary>Pushes bodies that say what they hold, from one buffer that is written over as soon as the call is back.</summary>
    private static async Task PublishAsync(LiveServer server, int publisher)
    {
        var random = new Random(publisher);
        var buffer = new byte[3000];
        for (var i = 0; i < 1500; i++)
        {
            var body = buffer.AsMemory(0, random.Next(8, buffer.Length));
            random.NextBytes(body.Span[4..]);
            BitConverter.TryWriteBytes(body.Span, HashOf(body.Span[4..]));
            var push = new Push(1000, body);
            var key = new ConnectionKey($"{random.Next(Clients)}");
            switch (random.Next(6))
            {
                case 0:
                    await server.ImKit.PushToUserAsync(new UserId(key.Value), push);
                    break;
                case 1:
                    await server.ImKit.PushToConnectionsAsync([key], push);
                    break;
                case 2:
                    await server.ImKit.JoinRoomAsync(key, Rooms[random.Next(3)]);
                    await server.ImKit.LeaveRoomAsync(key, Rooms[random.Next(3)]);
                    break;
                default:
                    await server.ImKit.PushToRoomAsync(Rooms[random.Next(3)], push);
                    break;
            }
        }
    }

    /// <summary>Reads, and changes rooms and watched operations all the while; at the end one last answer says that everything before it has come.</summary>
    private static async Task<long> ReadAndMoveAsync(TestClient client, int number, Func<bool> isEnd)
    {
        var count = 0L;
        for (var i = 0; ; i++)
        {
            var last = isEnd();
            await client.RequestAsync(Operations.JoinRoom, $$"""{"room":"{{Rooms[(i + number) % 3]}}"}""");
            await client.RequestAsync(Operations.Subscribe, "1000,1001");
            await client.RequestAsync(Operations.LeaveRoom, $$"""{"room":"{{Rooms[(i + number + 1) % 3]}}"}""");
            await client.RequestAsync(Operations.Unsubscribe, "1001");
            foreach (var frame in client.Take(1000))
            {
                Assert.Equal(HashOf(frame.Body.Span[4..]), BitConverter.ToInt32(frame.Body.Span));
                count++;
            }

            Assert.Empty(client.Queued);
            if (last)
                return count;
        }
    }

    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
