using System.Text;
using ImKit.Diagnostics;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim loses a third and more of a busy room's pushes with every client healthy. Here a thousand members on real sockets get all of a thousand.</summary>
public sealed class Defect05_A_room_of_a_thousand
{
    private const int Count = 1000;
    private static readonly RoomId Room = new("live://1");

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_thousand_pushes_to_a_thousand_members_lose_none_and_keep_their_order(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        var members = new List<TestClient>();
        for (var i = 0; i < Count; i++)
            members.Add(await server.LoginAsync(kind, Tokens.For($"{i}", room: Room.Value)));
        var readers = members.ConvertAll(static member => RoomReader.ReadAsync(member, 1000, Count - 1));
        for (var i = 0; i < Count; i++)
            await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{i}"));
        Assert.All(await Task.WhenAll(readers).Soon(), static got => Assert.Equal(Count, got));
        await Eventually.HoldsAsync(() => server.Numbers.HandedOver == Count * Count, "all are counted as handed over");
        Assert.Equal((Count * Count, 0), (server.Numbers.Offered, server.Numbers.Dropped));
        foreach (var member in members)
            await member.DisposeAsync();
    }

    [Theory]
    [InlineData("tcp", SlowConsumerPolicy.DropNewest)]
    [InlineData("tcp", SlowConsumerPolicy.DropOldest)]
    [InlineData("tcp", SlowConsumerPolicy.LatestOnly)]
    [InlineData("tcp", SlowConsumerPolicy.Disconnect)]
    [InlineData("ws", SlowConsumerPolicy.DropNewest)]
    [InlineData("ws", SlowConsumerPolicy.DropOldest)]
    [InlineData("ws", SlowConsumerPolicy.LatestOnly)]
    [InlineData("ws", SlowConsumerPolicy.Disconnect)]
    public async Task At_overload_the_fast_get_everything_and_the_slow_what_the_policy_says_and_all_is_counted(string kind, SlowConsumerPolicy policy)
    {
        const int fast = 10;
        const int slow = 5;
        await using var server = await LiveServer.StartAsync(options =>
        {
            options.SlowConsumers.Policy = policy;
            options.SlowConsumers.MaxPendingBytes = 131072;
        });
        var members = new List<TestClient>();
        for (var i = 0; i < fast + slow; i++)
            members.Add(await server.LoginAsync(kind, Tokens.For($"{i}", room: Room.Value), receiveBuffer: i < fast ? null : 4096));
        // Until all the slow ones have lost something, and some more; each push waits for the fast ones, who are to be fast.
        var padding = new string(' ', 8000);
        var pushes = 0;
        for (var more = 100; more > 0; pushes++)
        {
            await server.ImKit.PushToRoomAsync(Room, new Push(1000, Encoding.ASCII.GetBytes($"{pushes}{padding}")) { CollapseKey = "latest" });
            foreach (var member in members[..fast])
                Assert.Equal(pushes, NumberOf(await member.ExpectAsync(1000)));
            more -= server.Numbers[ImKitMetricNames.SlowEpisodes] == slow ? 1 : 0;
        }

        var kept = new List<int[]>();
        foreach (var member in members[fast..])
            kept.Add(await ReadRestAsync(member, policy));
        await Eventually.HoldsAsync(() => server.Numbers.Offered == server.Numbers.HandedOver + server.Numbers.Dropped, "everything is handed over or counted");
        if (policy == SlowConsumerPolicy.Disconnect)
            await Eventually.HoldsAsync(() => server.Numbers.Connections == fast, "the slow ones are cut");
        else
            Assert.Equal((fast + slow) * pushes, server.Numbers.Offered);
        var got = kept.Sum(static numbers => numbers.Length);
        Assert.InRange(got + (fast * pushes), policy == SlowConsumerPolicy.Disconnect ? 0 : server.Numbers.HandedOver, server.Numbers.HandedOver);
        Assert.All(kept, numbers => AssertKept(numbers, pushes, policy));
    }

    /// <summary>What the policy promises of what a slow member finds when it reads at last.</summary>
    private static void AssertKept(int[] numbers, int pushes, SlowConsumerPolicy policy)
    {
        Assert.Equal(numbers.Distinct().Order(), numbers);
        // Who is cut by a reset finds nothing of what the kernel had kept.
        Assert.InRange(numbers.Length, policy == SlowConsumerPolicy.Disconnect ? 0 : 1, pushes - 1);
        switch (policy)
        {
            case SlowConsumerPolicy.DropNewest or SlowConsumerPolicy.Disconnect:
                Assert.Equal(Enumerable.Range(0, numbers.Length), numbers);
                break;
            default:
                Assert.Equal(0, numbers[0]);
                Assert.Equal(pushes - 1, numbers[^1]);
                break;
        }
    }

    /// <summary>Reads to the end: of what waited, or of the connection.</summary>
    private static async Task<int[]> ReadRestAsync(TestClient member, SlowConsumerPolicy policy)
    {
        if (policy == SlowConsumerPolicy.Disconnect)
            await member.ExpectClosedAsync();
        var frames = policy == SlowConsumerPolicy.Disconnect ? member.Take(1000) : await member.CollectAsync(1000);
        return [.. frames.Select(NumberOf)];
    }

    private static int NumberOf(TestFrame frame) => int.Parse(frame.Text.TrimEnd(), null);
}
