using System.Collections.Concurrent;
using ImKit.Core.Tests.Access;
using ImKit.Testing;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

/// <summary>On real threads: publishers and loops at once.</summary>
public sealed class RoomsOnThreads
{
    private const int Publishers = 4;
    private const int Each = 500;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Publishers_and_clients_that_come_and_go_on_all_loops_agree_on_one_dense_order()
    {
        await using var server = await StartAsync(null, new RoomHistory { Entries = Publishers * Each, Bytes = 10_000_000 });
        var order = new ConcurrentDictionary<(long Epoch, long Seq), string>();
        await using var stays = await server.LoginAsync(Tokens.For("stays"), 2, new InMemoryClientOptions { ReceiveWindow = 1 << 22 });
        var all = new RoomFollower(Room.Value);
        await all.JoinAsync(stays);
        await TakeUpToAsync(all, 0);

        var followers = new RoomFollower[6];
        for (var i = 0; i < followers.Length; i++)
        {
            followers[i] = new RoomFollower(Room.Value);
            await using var first = await server.LoginAsync(Tokens.For($"{i}"), 2);
            await followers[i].JoinAsync(first);
            await TakeUpToAsync(followers[i], 0);
            followers[i].Lose();
        }

        var publishing = Enumerable.Range(0, Publishers).Select(publisher => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await server.PushAsync($"{publisher}:{i}");
        })).ToArray();
        var coming = followers.Select((follower, number) => Task.Run(() => ComeAndGoAsync(server, follower, number))).ToArray();
        await Task.WhenAll(publishing).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        await Task.WhenAll(coming).WaitAsync(s_patience, TestContext.Current.CancellationToken);
        await TakeUpToAsync(all, Publishers * Each);
        foreach (var follower in followers.Append(all))
            Note(order, follower);

        Assert.Equal(Publishers * Each, all.Told.Count);
        Assert.Equal(Enumerable.Range(1, Publishers * Each).Select(static i => (long)i), all.Told.Select(static told => told.Seq));
        for (var publisher = 0; publisher < Publishers; publisher++)
        {
            Assert.Equal(
                Enumerable.Range(0, Each).Select(i => $"{publisher}:{i}"),
                all.Texts.Where(text => text.StartsWith($"{publisher}:", StringComparison.Ordinal)));
        }
    }

    /// <summary>Cut again and again, each time on another loop, and always gone on from the place.</summary>
    private static async Task ComeAndGoAsync(TestServer server, RoomFollower follower, int number)
    {
        for (var life = 0; life < 15; life++)
        {
            await using var client = await server.LoginAsync(
                Tokens.For($"{number}"), 2 + (number % 2), new InMemoryClientOptions { Loop = (life + number) % 3, ReceiveWindow = 1 << 22 });
            await follower.JoinAsync(client);
            for (var i = 0; i < 3; i++)
            {
                await client.HeartbeatAsync();
                await follower.TakeAsync();
            }

            client.Wire.Abort();
            follower.Lose();
        }

        await using var last = await server.LoginAsync(Tokens.For($"{number}"), 2, new InMemoryClientOptions { ReceiveWindow = 1 << 22 });
        await follower.JoinAsync(last);
        await TakeUpToAsync(follower, Publishers * Each);
    }

    private static async Task TakeUpToAsync(RoomFollower follower, long seq)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        do
        {
            await follower.Client.HeartbeatAsync(deadline.Token);
            await follower.TakeAsync();
        }
        while (follower.Epoch == 0 || follower.Seq < seq);
    }

    private static void Note(ConcurrentDictionary<(long Epoch, long Seq), string> order, RoomFollower follower)
    {
        Assert.Equal((0, 0), (follower.Resets, follower.Gaps));
        Assert.Equal(Publishers * Each, follower.Told.Count);
        var last = 0L;
        foreach (var (epoch, seq, text) in follower.Told)
        {
            Assert.Equal(++last, seq);
            Assert.Equal(text, order.GetOrAdd((epoch, seq), text));
        }
    }
}
