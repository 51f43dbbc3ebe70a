using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ImKit.Diagnostics;
using ImKit.Hooks;
using ImKit.Storage;
using ImKit.Tests.Shared;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Hooks;

/// <summary>What the host hears after a step.</summary>
public sealed class After_steps
{
    [Fact]
    public async Task An_observer_hears_what_was_done_with_seq_and_id_what_was_refused_and_what_was_done_before()
    {
        var heard = new ConcurrentQueue<(string Words, StepOutcome Outcome)>();
        await using var node = HookedNode.With(builder => builder
            .AddBefore<SendStep>(FilterFailure.Closed, static (step, _) => new(step.Words() == "no" ? new ImError(1001, "no") : step.Saying(step.Words() + "!")))
            .AddAfter<SendStep>((step, outcome, _) =>
            {
                heard.Enqueue((step.Words(), outcome));
                return default;
            }));
        var draft = MessageDraft.Text(Ann, NewId(), "yes") with { ToUser = Bob };
        var ack = (await node.Chat.SendAsync(draft).Within()).Value;
        await node.Chat.SendAsync(draft).Within();
        await node.Chat.SendAsync(draft with { ClientMsgId = NewId(), Body = "no"u8.ToArray() }).Within();
        await Until.HoldsAsync(() => heard.Count == 3, "all is heard of");
        Assert.Equal(
            [("yes!", new StepOutcome(default, ack)), ("yes!", new StepOutcome(default, ack with { Duplicate = true })), ("no", new StepOutcome(new ImError(1001, "no"), default))],
            heard);
    }

    [Fact]
    public async Task Reads_and_contacts_are_told_too()
    {
        var heard = new ConcurrentQueue<string>();
        await using var node = HookedNode.With(builder => builder
            .AddAfter<ReadStep>((step, outcome, _) => Note($"{step.User} read {step.Seq} {outcome.Ok}"))
            .AddAfter<ContactStep>((step, outcome, _) => Note($"{step.User} wrote of {step.Contact.User} {outcome.Ok}")));
        ValueTask Note(string what)
        {
            heard.Enqueue(what);
            return default;
        }

        var ack = await node.Chat.Tell(Ann, Bob, "hello");
        await node.Chat.MarkReadAsync(Bob, ack.Conversation, 1).Within();
        await node.Chat.MarkReadAsync(Cid, ack.Conversation, 1).Within();
        await node.Contacts.SetAsync(Ann, new Contact { User = Bob, Listed = true }).Within();
        await Until.HoldsAsync(() => heard.Count == 3, "all is heard of");
        Assert.Equal(["ann wrote of bob True", "bob read 1 True", "cid read 1 False"], heard.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_observer_that_hangs_holds_up_no_send_and_what_it_misses_is_counted()
    {
        var gate = new TaskCompletionSource();
        var heard = 0;
        await using var node = HookedNode.With(builder => builder.AddAfter<SendStep>(
            async (_, _, _) =>
            {
                await gate.Task;
                Interlocked.Increment(ref heard);
            },
            TimeSpan.FromMinutes(1), capacity: 5));
        using var drops = new MetricCollector<long>(node.Get<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.HookDropped);
        for (var i = 0; i < 20; i++)
            await node.Chat.Tell(Ann, Bob, "hello");
        gate.SetResult();
        // Five wait, and one is in its hands or still among them.
        await Until.HoldsAsync(() => Volatile.Read(ref heard) + drops.GetMeasurementSnapshot().Sum(static drop => drop.Value) == 20, "each is heard of or counted");
        Assert.InRange(Volatile.Read(ref heard), 5, 6);
    }

    [Fact]
    public async Task An_observer_that_throws_hears_of_the_next_step_all_the_same()
    {
        var heard = 0;
        await using var node = HookedNode.With(builder => builder.AddAfter<SendStep>(
            (_, _, _) => Interlocked.Increment(ref heard) == 1 ? throw new InvalidOperationException("planted") : default));
        await node.Chat.Tell(Ann, Bob, "1");
        await node.Chat.Tell(Ann, Bob, "2");
        await Until.HoldsAsync(() => Volatile.Read(ref heard) == 2, "both are heard of");
    }

    [Fact]
    public async Task Without_hooks_no_step_is_made()
    {
        await using var node = new MessagingNode();
        var hooks = node.Get<StepHooks>();
        Assert.True(hooks.Send.IsIdle && hooks.Edit.IsIdle && hooks.Recall.IsIdle && hooks.React.IsIdle && hooks.CreateGroup.IsIdle && hooks.Group.IsIdle
            && hooks.Read.IsIdle && hooks.Contact.IsIdle && hooks.Login.IsIdle && hooks.RoomJoin.IsIdle);
    }

    [Fact]
    public void A_hook_is_for_one_kind_of_step_and_within_its_limits() => HookedNode.With(static builder =>
    {
        Assert.Throws<ArgumentException>(() => builder.AddBefore<Step>(FilterFailure.Closed, static (step, _) => HookedNode.Pass(step)));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddBefore<SendStep>(FilterFailure.Closed, static (step, _) => HookedNode.Pass(step), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddBefore<SendStep>((FilterFailure)7, static (step, _) => HookedNode.Pass(step)));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddAfter<SendStep>(static (_, _, _) => default, capacity: 0));
    });
}
