using CsCheck;
using ImKit.Core.Tests.Access;
using ImKit.Testing;
using ImKit.Transports;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

/// <summary>Whatever happens, each client gets the pushes of the room in one order without a gap and each once, or is told that something is lost.</summary>
public sealed class RoomHistoryLaws
{
    private const int Followers = 4;

    private enum Act
    {
        Push,
        Burst,
        Connect,
        Cut,
        Read,
        JoinAgain,
        HostLeave,
        Turn,
        Wait,
    }

    [Fact]
    public async Task Any_mixture_of_pushes_joins_losses_and_resumes_gives_the_dense_sequence_or_a_reset() =>
        await Gen.Select(
                Gen.Int[1, 1_000_000], Gen.Int[1, 30], Gen.Int[0, 3], Gen.Int[400, 4000],
                Gen.Select(Gen.Enum<Act>(), Gen.Int[0, Followers - 1]).Array[1, 80])
            .SampleAsync(async (seed, entries, policy, window, steps) => await RunAsync(seed, entries, (SlowConsumerPolicy)policy, window, steps), iter: 300);

    [Fact]
    public async Task Long_stories_under_many_seeds_keep_the_same_law()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var steps = Enumerable.Range(0, 400).Select(_ => ((Act)random.Next(9), random.Next(Followers))).ToArray();
            await RunAsync(seed, 1 + random.Next(60), (SlowConsumerPolicy)random.Next(4), 400 + random.Next(4000), steps);
        }
    }

    private static async Task RunAsync(int seed, int entries, SlowConsumerPolicy policy, int window, (Act Act, int Who)[] steps)
    {
        var simulation = new Simulation(seed);
        await using var server = await StartAsync(simulation, new RoomHistory { Entries = entries, KeepEmpty = TimeSpan.FromSeconds(20) }, options =>
        {
            options.SlowConsumers.MaxPendingBytes = 1024 + (window * 2);
            options.SlowConsumers.Policy = policy;
        });
        // In every other story somebody always stays, so that the room never ends.
        await using var witness = seed % 2 == 0 ? await server.LoginAsync(Tokens.For("goim", room: Room.Value), options: new InMemoryClientOptions { ReceiveWindow = 1 << 20 }) : null;
        var followers = Enumerable.Range(0, Followers).Select(static i => new RoomFollower(Room.Value, mayLose: i > 1)).ToArray();
        var pushes = 0;
        foreach (var (act, who) in steps)
        {
            switch (act)
            {
                case Act.Push:
                    await server.PushAsync($"{++pushes}");
                    break;
                case Act.Burst:
                    for (var i = 0; i < 20; i++)
                        await server.PushAsync($"{++pushes}");
                    break;
                case Act.Connect or Act.JoinAgain:
                    await ConnectAsync(server, followers[who], who, window, again: act == Act.JoinAgain);
                    break;
                case Act.Cut when followers[who].Connected:
                    followers[who].Client.Wire.Abort();
                    followers[who].Lose();
                    break;
                case Act.Read:
                    await ReadAsync(followers[who]);
                    break;
                case Act.HostLeave when who == 3:
                    followers[who].WasTakenOut = true;
                    await server.ImKit.LeaveRoomAsync(new ConnectionKey($"{who}"), Room);
                    break;
                case Act.Wait:
                    if (witness is not null)
                        await witness.SendAsync(Operations.Heartbeat);
                    simulation.Advance(TimeSpan.FromSeconds(who == 0 ? 30 : 1));
                    break;
                default:
                    simulation.Scheduler.Step();
                    break;
            }
        }

        await HealAsync(server, simulation, followers);
        Check(followers, server);
        if (witness is not null)
            Assert.Equal(Enumerable.Range(1, pushes).Select(static i => $"{i}"), (await witness.CollectAsync(Operation)).Select(static frame => frame.Text));
    }

    /// <summary>Two of the four read fast and lose nothing while they are connected.</summary>
    private static async Task ConnectAsync(TestServer server, RoomFollower follower, int who, int window, bool again)
    {
        if (follower.Connected && !again)
            return;
        if (follower.Connected)
        {
            await follower.JoinAsync(follower.Client);
            return;
        }

        var client = server.Connect(new InMemoryClientOptions
        {
            Framing = who % 2 == 0 ? Framing.Stream : Framing.Message,
            ReceiveWindow = who > 1 ? window : 1 << 20,
            Loop = null,
        });
        client.Version = 2 + (who / 2);
        await client.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For($"{who}", key: $"{who}")));
        await follower.JoinAsync(client);
    }

    private static async Task ReadAsync(RoomFollower follower)
    {
        await follower.ReadAsync();
        if (follower.Connected && ((InMemoryClientWire)follower.Client.Wire).Client.End != ConnectionEnd.None)
            follower.Lose();
    }

    private static async Task HealAsync(TestServer server, Simulation simulation, RoomFollower[] followers)
    {
        for (var round = 0; round < 400; round++)
        {
            simulation.RunUntilIdle();
            var before = followers.Sum(static follower => follower.Told.Count);
            for (var i = 0; i < Followers; i++)
            {
                await ReadAsync(followers[i]);
                if (!followers[i].Connected)
                    await ConnectAsync(server, followers[i], i, 1 << 20, again: false);
            }

            simulation.RunUntilIdle();
            if (round > 20 && before == followers.Sum(static follower => follower.Told.Count))
                break;
        }

        // Who was taken out by the host joins again, as a client does that is told by its host.
        foreach (var follower in followers)
        {
            await follower.JoinAsync(follower.Client);
            simulation.RunUntilIdle();
            for (var i = 0; i < 20; i++)
            {
                await ReadAsync(follower);
                simulation.RunUntilIdle();
            }
        }
    }

    private static void Check(RoomFollower[] followers, TestServer server)
    {
        var head = server.Rooms().Find(new ImKit.Channels.RoomKey(default, Room))!;
        var distance = new Dictionary<long, long>();
        foreach (var follower in followers)
        {
            Assert.True(head.HasReached(new(follower.Epoch, follower.Seq)) && !head.HasReached(new(follower.Epoch, follower.Seq + 1)), "it has all there is");
            (long Epoch, long Seq) last = default;
            foreach (var (epoch, seq, text) in follower.Told)
            {
                if (text != "reset")
                {
                    // The n-th push of the story has the place n less a number that is the same for everybody in the epoch.
                    var number = long.Parse(text, null);
                    Assert.Equal(distance.TryGetValue(epoch, out var known) ? known : distance[epoch] = number - seq, number - seq);
                    Assert.True(last == default || last == (epoch, seq - 1), $"{seq} was told after {last}");
                }

                last = (epoch, seq);
            }
        }
    }
}
