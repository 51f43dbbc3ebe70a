using ImKit.Diagnostics;
using ImKit.Storage;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using System.Diagnostics.Metrics;
using System.Text;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Hooks;

/// <summary>The host's word before a step.</summary>
public sealed class Before_steps
{
    [Fact]
    public async Task Filters_change_a_text_one_after_the_other_and_a_retry_is_the_same_message_whatever_they_say_by_then()
    {
        var masks = 0;
        await using var node = HookedNode.With(builder => builder
            .AddBefore<SendStep>(FilterFailure.Closed, (step, _) => new(step.Saying(step.Words().Replace("damn", $"****{++masks}", StringComparison.Ordinal))))
            .AddBefore<SendStep>(FilterFailure.Closed, static (step, _) => new(step.Saying(step.Words() + "!"))));
        var draft = MessageDraft.Text(Ann, NewId(), "damn it") with { ToUser = Bob };
        var first = (await node.Chat.SendAsync(draft).Within()).Value;
        var again = (await node.Chat.SendAsync(draft).Within()).Value;
        Assert.Equal((first.Position, true), (again.Position, again.Duplicate));
        Assert.Equal(["****1 it!"], (await node.Chat.PullAll(Bob, first.Conversation)).Words());
        Assert.Equal(ImError.Conflict, (await node.Chat.SendAsync(draft with { Body = "other"u8.ToArray() }).Within()).Error);
    }

    [Fact]
    public async Task A_refusal_reaches_the_sender_with_the_hosts_code_and_words_and_nothing_is_stored()
    {
        await using var node = HookedNode.With(static builder => builder.AddBefore<SendStep>(
            FilterFailure.Open, static (step, _) => new(step.Words() == "buy" ? new ImError(1001, "no advertising") : step)));
        using var refusals = new MetricCollector<long>(node.Get<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.HookRefused);
        var ack = await node.Chat.Tell(Ann, Bob, "hello");
        Assert.Equal(new ImError(1001, "no advertising"), (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "buy") with { ToUser = Bob }).Within()).Error);
        Assert.Equal(["hello"], (await node.Chat.PullAll(Bob, ack.Conversation)).Words());
        Assert.Equal(1001, Assert.Single(refusals.GetMeasurementSnapshot()).Tags["code"]);
    }

    [Fact]
    public async Task What_was_committed_stays_acknowledged_although_a_filter_refuses_the_retry()
    {
        var closed = false;
        await using var node = HookedNode.With(builder => builder.AddBefore<SendStep>(FilterFailure.Closed, (step, _) => new(closed ? ImError.Forbidden : step)));
        var draft = MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob };
        var first = (await node.Chat.SendAsync(draft).Within()).Value;
        closed = true;
        Assert.Equal(first with { Duplicate = true }, (await node.Chat.SendAsync(draft).Within()).Value);
        Assert.Equal(ImError.Forbidden, (await node.Chat.SendAsync(draft with { ClientMsgId = NewId() }).Within()).Error);
    }

    [Theory]
    [InlineData(FilterFailure.Closed, 102)]
    [InlineData(FilterFailure.Open, 0)]
    public async Task A_filter_that_throws_does_what_was_declared_and_is_counted(FilterFailure failure, int code)
    {
        await using var node = HookedNode.With(builder => builder.AddBefore<SendStep>(failure, static (_, _) => throw new InvalidOperationException("planted")));
        using var failures = new MetricCollector<long>(node.Get<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.HookFailed);
        Assert.Equal(code, (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).Within()).Error.Code);
        Assert.Equal("SendStep", Assert.Single(failures.GetMeasurementSnapshot()).Tags["step"]);
    }

    [Theory]
    [InlineData(FilterFailure.Closed, 101)]
    [InlineData(FilterFailure.Open, 0)]
    public async Task A_filter_that_never_answers_is_given_up_after_two_seconds(FilterFailure failure, int code)
    {
        var time = new FakeTimeProvider();
        await using var node = HookedNode.With(builder => builder.AddBefore<SendStep>(failure, static (_, _) => new(new TaskCompletionSource<Result<SendStep>>().Task)), time: time);
        var send = node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).AsTask();
        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(send.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(code, (await send.Within()).Error.Code);
    }

    [Theory]
    [InlineData(FilterFailure.Closed, 102)]
    [InlineData(FilterFailure.Open, 0)]
    public async Task A_filter_that_makes_a_body_nobody_could_send_has_failed(FilterFailure failure, int code)
    {
        await using var node = HookedNode.With(builder => builder.AddBefore<SendStep>(
            failure, static (step, _) => new(step with { Draft = step.Draft with { Body = new byte[] { 0xFF } } })));
        Assert.Equal(code, (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).Within()).Error.Code);
    }

    [Fact]
    public async Task A_filter_changes_nothing_but_the_body()
    {
        await using var node = HookedNode.With(static builder => builder.AddBefore<SendStep>(
            FilterFailure.Closed, static (step, _) => new((step with { User = Cid, Draft = step.Draft with { Sender = Cid, ToUser = Dan } }).Saying("changed"))));
        var ack = await node.Chat.Tell(Ann, Bob, "hello");
        Assert.Equal(ConversationId.Direct(Ann, Bob), ack.Conversation);
        var entry = Assert.Single((await node.Chat.PullAll(Bob, ack.Conversation)).Entries);
        Assert.Equal((Ann, "changed"), (entry.Sender, entry.Words()));
    }

    [Fact]
    public async Task An_edit_is_masked_as_a_message_is()
    {
        await using var node = HookedNode.With(static builder => builder.AddBefore<EditStep>(
            FilterFailure.Closed, static (step, _) => new(step with { Edit = step.Edit with { Body = Encoding.UTF8.GetBytes("****") } })));
        var ack = await node.Chat.Tell(Ann, Bob, "hello");
        await node.Chat.EditAsync(new MessageEdit
        {
            Actor = Ann, ClientMsgId = NewId(), Conversation = ack.Conversation, Seq = ack.Position.Seq, Version = 0, Body = "damn"u8.ToArray(),
        }).Within();
        Assert.Equal(["****"], (await node.Chat.PullAll(Bob, ack.Conversation)).Words());
    }

    [Fact]
    public async Task Each_step_on_conversations_and_contacts_can_be_refused()
    {
        var no = new ImError(1234, "no");
        var refuse = false;
        ValueTask<Result<T>> Ask<T>(T step) => new(refuse ? no : step);
        await using var node = HookedNode.With(builder => builder
            .AddBefore<RecallStep>(FilterFailure.Closed, (step, _) => Ask(step)).AddBefore<ReactStep>(FilterFailure.Closed, (step, _) => Ask(step))
            .AddBefore<CreateGroupStep>(FilterFailure.Closed, (step, _) => Ask(step)).AddBefore<GroupStep>(FilterFailure.Closed, (step, _) => Ask(step))
            .AddBefore<ReadStep>(FilterFailure.Closed, (step, _) => Ask(step)).AddBefore<ContactStep>(FilterFailure.Closed, (step, _) => Ask(step)));
        var group = await node.Chat.Group(Ann, Bob);
        var seq = (await node.Chat.Say(Ann, group, "hello")).Position.Seq;
        refuse = true;
        ImError[] errors =
        [
            (await node.Chat.RecallAsync(Ann, NewId(), group, seq).Within()).Error, (await node.Chat.ReactAsync(Bob, NewId(), group, seq, "+1").Within()).Error,
            (await node.Chat.CreateGroupAsync(Ann, NewId(), "Other", [Bob]).Within()).Error, (await node.Chat.AddMembersAsync(Ann, NewId(), group, [Cid]).Within()).Error,
            (await node.Chat.RemoveMembersAsync(Ann, NewId(), group, [Bob]).Within()).Error, (await node.Chat.JoinAsync(Cid, NewId(), group).Within()).Error,
            (await node.Chat.SetRoleAsync(Ann, NewId(), group, [Bob], MemberRole.Admin).Within()).Error, (await node.Chat.TransferAsync(Ann, NewId(), group, Bob).Within()).Error,
            (await node.Chat.ChangeSettingsAsync(Ann, NewId(), group, new SettingsChange { Title = "New" }).Within()).Error, (await node.Chat.DissolveAsync(Ann, NewId(), group).Within()).Error,
            (await node.Chat.MarkReadAsync(Bob, group, seq).Within()).Error, (await node.Contacts.SetAsync(Ann, new Contact { User = Bob, Blocked = true }).Within()).Error,
        ];
        Assert.All(errors, error => Assert.Equal(no, error));
    }
}
