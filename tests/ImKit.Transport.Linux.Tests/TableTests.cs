using ImKit.Transports.Linux;

namespace ImKit.Transport.Linux.Tests;

/// <summary>Slots and descriptors are used again; events of those before must not reach those after.</summary>
public class TableTests
{
    private static TcpConnection New() => new(null!, -1, default, null!);

    [Fact]
    public void A_slot_that_is_used_again_is_another_connection()
    {
        var table = new ConnectionTable();
        var (first, second) = (New(), New());
        table.Add(first);
        var late = first.Key;
        table.Remove(first);
        table.Add(second);

        Assert.Equal((uint)late, (uint)second.Key);
        Assert.Null(table.Find(late));
        Assert.Same(second, table.Find(second.Key));
    }

    [Fact]
    public void Many_connections_come_and_go_and_each_is_found_by_its_own_key()
    {
        var table = new ConnectionTable();
        var random = new Random(5);
        var live = new List<TcpConnection>();
        var dead = new List<ulong>();
        for (var i = 0; i < 5000; i++)
        {
            if (live.Count == 0 || random.Next(3) > 0)
            {
                live.Add(New());
                table.Add(live[^1]);
                continue;
            }

            var index = random.Next(live.Count);
            dead.Add(live[index].Key);
            table.Remove(live[index]);
            live.RemoveAt(index);
        }

        Assert.Equal(live.Count, table.Count);
        Assert.All(live, connection => Assert.Same(connection, table.Find(connection.Key)));
        Assert.All(dead, key => Assert.Null(table.Find(key)));
        var seen = 0;
        table.ForEach(_ => seen++);
        Assert.Equal(live.Count, seen);
    }

    [Fact]
    public async Task An_event_of_a_connection_that_ended_in_the_same_turn_reaches_nobody()
    {
        // Each of two connections cuts the other when it is read; both are readable in one turn, so one event comes too late.
        var sides = new List<CutsTheOthers>();
        await using var server = await TestServer.StartAsync(new TestHost
        {
            LoopCount = 1,
            Handler = (loop, connection) =>
            {
                var side = new CutsTheOthers(loop, connection, sides);
                sides.Add(side);
                return side;
            },
        });
        for (var round = 0; round < 20; round++)
        {
            var (first, _) = await server.ConnectAsync();
            var (second, _) = await server.ConnectAsync();
            using var mayGoOn = new ManualResetEventSlim();
            var holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var holding = sides[0].Loop.On(() =>
            {
                holds.SetResult();
                Assert.True(mayGoOn.Wait(Deadline.Long));
            });
            await holds.Task.Soon();
            await first.SendAsync(new byte[1]).Soon();
            await second.SendAsync(new byte[1]).Soon();
            mayGoOn.Set();
            await holding;
            await Task.WhenAny(sides[^1].Closed, sides[^2].Closed).Soon();
            first.Dispose();
            second.Dispose();
            await Task.WhenAll(sides[^1].Closed, sides[^2].Closed).Soon();
            Assert.Equal(1, sides[^1].Bytes.Length + sides[^2].Bytes.Length);
        }
    }

    private sealed class CutsTheOthers(IEventLoop loop, IConnection connection, List<CutsTheOthers> all) : Recorder(loop, connection)
    {
        protected override void Data(ReadOnlySpan<byte> bytes)
        {
            foreach (var other in all)
            {
                if (other != this)
                    other.Connection.Abort();
            }
        }
    }
}
