using ImKit.Messaging;
using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>What follows a commit, of several nodes on one store.</summary>
public sealed class Dispatch_sections
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(6);

    [Fact]
    public Task Pushes_of_a_conversation_leave_in_its_order_whichever_node_each_was_sent_through() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var first = await cluster.TellAsync(nodes[0], Ann, Bob);
        cluster.Pass(Moment);
        var sends = new List<Task<Result<SendAck>>>();
        for (var i = 0; i < 30; i++)
        {
            sends.Add(nodes[i % 2].Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "text") with { ToUser = Bob }).AsTask());
            for (var turns = i % 5; turns > 0; turns--)
                cluster.Simulation.Scheduler.Step();
        }

        cluster.Pass(Moment);
        var holder = await HolderAsync(cluster, nodes, first.Conversation);
        Assert.Equal(Enumerable.Range(1, 31).Select(static seq => (long)seq), holder.Router.SeqsFor(Bob));
        Assert.Empty(nodes.Single(node => node != holder).Router.SeqsFor(Bob).Skip(1));
        Assert.All(sends, static send => Assert.True(send.Result.Ok));
    });

    [Fact]
    public Task Nodes_without_the_role_hold_no_sections_and_what_they_commit_waits_for_one_that_dispatches() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] others = [cluster.Start("one", NodeRoles.Access | NodeRoles.Business), cluster.Start("two", NodeRoles.Business)];
        await cluster.TellAsync(others[0], Ann, Bob);
        cluster.Pass(SimulatedCluster.Lease * 2);
        Assert.Empty(others.SelectMany(static node => node.Router.SeqsFor(Bob)));
        Assert.NotEmpty(await cluster.Stores.UndispatchedAsync());

        var dispatching = cluster.Start("three", NodeRoles.Dispatch);
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal([1], dispatching.Router.SeqsFor(Bob).Distinct());
        for (var seq = 2; seq <= 5; seq++)
            Assert.Equal(seq, (await cluster.TellAsync(others[seq % 2], Ann, Bob)).Position.Seq);
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal([1, 2, 3, 4, 5], dispatching.Router.SeqsFor(Bob).Distinct());
        Assert.Empty(await cluster.Stores.UndispatchedAsync());
        foreach (var kind in (SectionKind[])[SectionKind.Feed, SectionKind.Dispatch])
        {
            Assert.Equal(Sections.Count, (await cluster.HeldByAsync(dispatching, kind)).Length);
            foreach (var node in others)
                Assert.Empty(await cluster.HeldByAsync(node, kind));
        }
    });

    [Fact]
    public Task What_a_dead_node_committed_and_did_not_dispatch_the_others_do_within_the_lease() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var ack = await cluster.TellAsync(nodes[0], Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));
        var dead = await HolderAsync(cluster, nodes, ack.Conversation);
        var alive = nodes.Single(node => node != dead);

        // It dies between the commit and the push.
        dead.Router.Before = static _ => new TaskCompletionSource().Task;
        ack = await cluster.TellAsync(dead, Ann, Bob);
        dead.Kill();
        cluster.Pass(SimulatedCluster.Lease);
        Assert.Equal([2], alive.Router.SeqsFor(Bob));
        var last = await cluster.TellAsync(alive, Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal([2, 3], alive.Router.SeqsFor(Bob));
        Assert.Empty(await cluster.Stores.UndispatchedAsync());
        Assert.Equal(3, last.Position.Seq);
    });

    [Fact]
    public Task A_lost_hint_is_made_good_by_the_holders_sweep() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var ack = await cluster.TellAsync(nodes[0], Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));
        var holder = await HolderAsync(cluster, nodes, ack.Conversation);
        cluster.Wire.Lets = static (_, message) => message.DispatchHint is null;

        await cluster.TellAsync(nodes.Single(node => node != holder), Ann, Bob);
        cluster.Pass(Sweep);
        Assert.Equal([1, 2], holder.Router.SeqsFor(Bob).Distinct());
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Empty(await cluster.Stores.UndispatchedAsync());
    });

    [Fact]
    public Task An_entry_of_another_node_is_not_marked_as_dispatched_because_a_later_one_was() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var group = (await cluster.RunAsync(nodes[0].Chat.CreateGroupAsync(Ann, NewId(), "all", [Bob, Cid]))).Value.Conversation;
        cluster.Pass(TimeSpan.FromSeconds(2));
        var holder = await HolderAsync(cluster, nodes, group);
        cluster.Wire.Lets = static (_, message) => message.DispatchHint is null;

        // The removal is known to the other node alone; whom it concerns learns of it by nothing else.
        Assert.True((await cluster.RunAsync(nodes.Single(node => node != holder).Chat.RemoveMembersAsync(Ann, NewId(), group, [Cid]))).Ok);
        var before = await cluster.Stores.Feed.GetVersionAsync(default, Cid, default);
        Assert.True((await cluster.RunAsync(holder.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "after") with { Conversation = group }))).Ok);
        cluster.Pass(Moment);
        Assert.Equal([1, 2, 3], holder.Router.SeqsFor(Bob));
        Assert.True(await cluster.Stores.Feed.GetVersionAsync(default, Cid, default) > before);
    });

    [Fact]
    public Task A_node_that_slept_through_its_lease_marks_nothing_and_goes_on_as_one_of_many() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        var ack = await cluster.TellAsync(nodes[0], Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));
        var key = new ConversationKey(default, ack.Conversation);
        var sleeper = await HolderAsync(cluster, nodes, ack.Conversation);
        var other = nodes.Single(node => node != sleeper);

        // It sleeps with a mark on its way, and meanwhile the other cannot push: what is committed is not dispatched.
        await cluster.TellAsync(sleeper, Ann, Bob);
        cluster.Pass(Moment);
        sleeper.Sleep();
        other.Router.Before = static _ => throw new TimeoutException("full");
        cluster.Pass(SimulatedCluster.Lease);
        Assert.Equal(other, await HolderAsync(cluster, nodes, ack.Conversation));
        sleeper.WakeUp();
        cluster.Pass(Moment);
        Assert.Equal(1, (await cluster.Stores.Conversations.GetHeadsAsync([key], default))[0]!.DispatchedSeq);

        other.Router.Before = static _ => Task.CompletedTask;
        cluster.Pass(SimulatedCluster.Lease);
        await cluster.TellAsync(sleeper, Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(8));
        Assert.Equal(3, (await cluster.Stores.Conversations.GetHeadsAsync([key], default))[0]!.DispatchedSeq);
        Assert.Equal([2, 3], sleeper.Router.SeqsFor(Bob).Concat(other.Router.SeqsFor(Bob)).Where(static seq => seq > 1).Distinct().Order());
    });

    [Fact]
    public Task A_node_that_stops_hands_over_and_nothing_is_pushed_twice() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        for (var i = 0; i < 20; i++)
            await cluster.TellAsync(nodes[i % 2], Ann, new UserId($"user{i}"));
        await nodes[0].StopAsync();
        cluster.Pass(Sweep);
        Assert.Empty(await cluster.Stores.UndispatchedAsync());
        Assert.All(Enumerable.Range(0, 20).Select(static i => new UserId($"user{i}")), user => Assert.Single(nodes.SelectMany(node => node.Router.SeqsFor(user))));
    });

    [Fact]
    public Task What_a_draining_node_has_given_back_it_takes_again_only_after_the_other_had_the_time_to() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        SimulatedNode[] nodes = [cluster.Start("one"), cluster.Start("two")];
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.NotEmpty(await cluster.HeldByAsync(nodes[0], SectionKind.Feed));

        // The other is late. The one that drains has much to write, and looks again and again who could do it.
        nodes[1].Sleep();
        nodes[0].Drain();
        for (var i = 0; i < 20; i++)
        {
            await cluster.RunAsync(nodes[0].Get<SectionKeeper>().RefreshAsync());
            Assert.Empty(await cluster.HeldByAsync(nodes[0], SectionKind.Feed));
            cluster.Pass(Moment);
        }

        cluster.Pass(SimulatedCluster.Lease / 5);
        Assert.NotEmpty(await cluster.HeldByAsync(nodes[0], SectionKind.Feed));
    });

    [Fact]
    public Task What_could_not_be_pushed_for_long_is_pushed_a_second_after_it_can() => SimulatedCluster.ExploreAsync(async cluster =>
    {
        var node = cluster.Start("one");
        node.Router.Before = static _ => throw new StorageException("down");
        await cluster.TellAsync(node, Ann, Bob);
        cluster.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(node.Router.SeqsFor(Bob));
        node.Router.Before = static _ => Task.CompletedTask;
        cluster.Pass(TimeSpan.FromSeconds(1.05));
        Assert.Equal([1], node.Router.SeqsFor(Bob));
    });

    [Fact]
    public async Task A_node_alone_asks_the_store_for_nothing_but_its_leases()
    {
        await using var cluster = new SimulatedCluster(1);
        var one = cluster.Start("one");
        Assert.Equal(Sections.Count, (await cluster.HeldByAsync(one, SectionKind.Dispatch)).Length);
        await cluster.TellAsync(one, Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));
        var calls = one.SectionCalls;
        for (var i = 0; i < 100; i++)
            await cluster.TellAsync(one, Ann, Bob);
        cluster.Pass(Moment);
        Assert.Equal(101, one.Router.SeqsFor(Bob).Count);
        Assert.Equal(calls, one.SectionCalls);
        Assert.Equal(0, one.UndispatchedReads - Sections.Count);
    }

    [Fact]
    public async Task Without_a_node_that_dispatches_messages_cost_no_looks_at_registry_and_sections()
    {
        await using var cluster = new SimulatedCluster(1);
        SimulatedNode[] nodes = [cluster.Start("one", NodeRoles.Business), cluster.Start("two", NodeRoles.Access | NodeRoles.Business)];
        await cluster.TellAsync(nodes[0], Ann, Bob);
        cluster.Pass(TimeSpan.FromSeconds(2));
        var (calls, looks) = (nodes.Sum(static node => node.SectionCalls), nodes.Sum(static node => node.RegistryLooks));
        for (var i = 0; i < 100; i++)
            await cluster.TellAsync(nodes[i % 2], Ann, Bob);
        cluster.Pass(Moment);
        Assert.Equal((calls, looks), (nodes.Sum(static node => node.SectionCalls), nodes.Sum(static node => node.RegistryLooks)));
        Assert.All(nodes, static node => Assert.True(node.Get<Outbox>().WhenIdleAsync(default).IsCompletedSuccessfully));

        var dispatching = cluster.Start("three", NodeRoles.Dispatch);
        cluster.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(Enumerable.Range(1, 101).Select(static seq => (long)seq), dispatching.Router.SeqsFor(Bob).Distinct());
    }

    private static async Task<SimulatedNode> HolderAsync(SimulatedCluster cluster, SimulatedNode[] nodes, ConversationId conversation)
    {
        var leases = await cluster.Stores.Sections.ReadAsync(SectionKind.Dispatch, default);
        return nodes.Single(node => node.Id == leases[Sections.OfConversation(new ConversationKey(default, conversation))].Holder!.Value.Node);
    }
}
