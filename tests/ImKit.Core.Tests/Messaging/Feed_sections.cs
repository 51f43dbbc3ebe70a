using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>Feed rows of several nodes on one store.</summary>
public sealed class Feed_sections
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_node_alone_holds_every_section()
    {
        await using var cluster = new SimulatedCluster(1);
        var one = cluster.Start("one");
        Assert.Equal(Sections.Count, (await cluster.HeldByAsync(one, SectionKind.Feed)).Length);
        cluster.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(Sections.Count, (await cluster.HeldByAsync(one, SectionKind.Feed)).Length);
        Assert.All(await cluster.Stores.Sections.ReadAsync(SectionKind.Feed, default), static lease => Assert.Equal(1, lease.Term));
    }

    [Fact]
    public Task A_node_that_comes_gets_its_share_at_once_and_a_node_that_stops_gives_it_back_at_once() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        var one = cluster.Start("one");
        var two = cluster.Start("two");
        var shares = new[] { await cluster.HeldByAsync(one, SectionKind.Feed), await cluster.HeldByAsync(two, SectionKind.Feed) };
        Assert.Equal(Enumerable.Range(0, Sections.Count), shares.SelectMany(static share => share).Order());
        Assert.All(shares, static share => Assert.InRange(share.Length, 16, 48));

        await one.StopAsync();
        cluster.Pass(Moment);
        Assert.Equal(Sections.Count, (await cluster.HeldByAsync(two, SectionKind.Feed)).Length);
    });

    [Fact]
    public Task Who_syncs_all_along_learns_of_every_conversation_whichever_node_it_was_changed_through() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var bob = new Follower(cluster, Bob);
        var sends = new List<Task<Result<SendAck>>>();
        for (var i = 0; i < 40; i++)
        {
            sends.Add(nodes[i % 2].Chat.SendAsync(MessageDraft.Text(new UserId($"user{i}"), NewId(), "text") with { ToUser = Bob }).AsTask());
            for (var turns = i % 7; turns > 0; turns--)
                cluster.Simulation.Scheduler.Step();
            await bob.SyncAsync();
        }

        cluster.Pass(TimeSpan.FromSeconds(10));
        await bob.SyncAsync();
        Assert.Equal(40, bob.Known);
        Assert.All(sends, static send => Assert.True(send.IsCompletedSuccessfully && send.Result.Ok));
    });

    [Fact]
    public Task What_a_dead_node_held_is_taken_over_within_the_lease_and_versions_go_on_rising() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        var (one, two) = (cluster.Start("one"), cluster.Start("two"));
        var bob = new Follower(cluster, Bob);
        await cluster.TellAsync(one, Ann, Bob);
        cluster.Pass(Moment);
        await bob.SyncAsync();
        var (dead, alive) = await HolderOfBobAsync(cluster) == one.Id ? (one, two) : (two, one);

        dead.Kill();
        await cluster.TellAsync(alive, Cid, Bob);
        cluster.Pass(SimulatedCluster.Lease);
        var before = bob.Version;
        await bob.SyncAsync();
        Assert.Equal(2, bob.Known);
        Assert.True(bob.Version > before);
        Assert.Equal(alive.Id, await HolderOfBobAsync(cluster));
    });

    [Fact]
    public Task A_node_that_slept_through_its_lease_writes_no_row_under_it() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        var (one, two) = (cluster.Start("one"), cluster.Start("two"));
        var bob = new Follower(cluster, Bob);
        var (sleeper, other) = await HolderOfBobAsync(cluster) == one.Id ? (one, two) : (two, one);
        var ack = await cluster.TellAsync(sleeper, Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));

        // That Bob has read is known to nobody else: no other node writes this row for it.
        sleeper.SleepAtNextFeedWrite();
        _ = sleeper.Chat.MarkReadAsync(Bob, ack.Conversation, ack.Position.Seq).AsTask();
        cluster.Pass(SimulatedCluster.Lease);
        await cluster.TellAsync(other, Dan, Bob);
        cluster.Pass(Moment);
        await bob.SyncAsync();
        Assert.Equal(2, bob.Known);
        var newest = bob.Version;

        sleeper.WakeUp();
        cluster.Pass(SimulatedCluster.Lease);
        await bob.SyncAsync();
        Assert.Equal(3, bob.Known);
        Assert.True(bob.Version > newest);
    });

    [Fact]
    public Task A_node_that_gets_a_section_back_goes_on_above_what_was_written_meanwhile() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        var (one, two) = (cluster.Start("one"), cluster.Start("two"));
        var bob = new Follower(cluster, Bob);
        var (sleeper, other) = await HolderOfBobAsync(cluster) == one.Id ? (one, two) : (two, one);
        await cluster.TellAsync(sleeper, Ann, Bob);
        cluster.Pass(Moment);
        sleeper.Sleep();
        cluster.Pass(SimulatedCluster.Lease);
        await cluster.TellAsync(other, Cid, Bob);
        cluster.Pass(Moment);
        await bob.SyncAsync();

        sleeper.WakeUp();
        cluster.Pass(3 * SimulatedCluster.Lease);
        Assert.Equal(sleeper.Id, await HolderOfBobAsync(cluster));
        await cluster.TellAsync(sleeper, Dan, Bob);
        cluster.Pass(TimeSpan.FromSeconds(6));
        await bob.SyncAsync();
        Assert.Equal(3, bob.Known);
    });

    [Fact]
    public Task Requests_and_answers_that_are_lost_are_repeated() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        var (one, two) = (cluster.Start("one"), cluster.Start("two"));
        var bob = new Follower(cluster, Bob);
        var lost = 3;
        cluster.Wire.Lets = (_, message) => message.WriteFeed is null && message.FeedWritten is null || --lost < 0;
        await cluster.TellAsync(one, Ann, Bob);
        await cluster.TellAsync(two, Cid, Bob);
        cluster.Pass(TimeSpan.FromSeconds(20));
        await bob.SyncAsync();
        Assert.Equal(2, bob.Known);
        Assert.True(lost < 3);
    });

    [Fact]
    public Task A_read_cursor_that_was_moved_through_the_other_node_has_its_version_in_the_answer() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var ack = await cluster.TellAsync(nodes[0], Ann, Bob);
        foreach (var node in nodes)
        {
            ack = await cluster.TellAsync(node, Ann, Bob);
            var state = await cluster.RunAsync(node.Chat.MarkReadAsync(Bob, ack.Conversation, ack.Position.Seq));
            var rows = await cluster.Stores.Feed.ReadRecentAsync(default, Bob, FeedKind.Read, long.MaxValue, 10, default);
            Assert.Equal(Assert.Single(rows).Version, state.Value.FeedVersion);
        }
    });

    private static async Task<NodeId> HolderOfBobAsync(SimulatedCluster cluster) =>
        (await cluster.Stores.Sections.ReadAsync(SectionKind.Feed, default))[Sections.OfUser(default, Bob)].Holder!.Value.Node;

    /// <summary>A device of a user that asks now and then what has changed since.</summary>
    private sealed class Follower(SimulatedCluster cluster, UserId user)
    {
        private readonly SortedDictionary<string, long> _rows = [];

        public long Version { get; private set; }

        public int Known => _rows.Count;

        public async Task SyncAsync()
        {
            foreach (var row in await cluster.Stores.Feed.ReadSinceAsync(default, user, Version, 1000, default))
            {
                _rows[$"{row.Kind} {row.Conversation}"] = row.Version;
                Version = row.Version;
            }
        }
    }
}
