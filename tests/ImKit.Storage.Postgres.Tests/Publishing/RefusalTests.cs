using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using System.Diagnostics.Metrics;

namespace ImKit.Storage.Postgres.Tests.Publishing;

/// <summary>Messages that are never accepted, and those that stand behind them.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_message_is_set_aside_with_its_reason_and_those_behind_it_go_on()
    {
        await using var node = await PublishNode.StartAsync();
        using var refusals = new MetricCollector<long>(node.Get<IMeterFactory>(), "ImKit", "imkit.publish.refused");
        var group = await node.CreateGroupAsync();
        await node.PublishAsync("stranger", "1", group, "refused");
        await node.PublishAsync("owner", "2", group, "behind it");
        await node.SentAsync(group, "behind it");
        await node.NothingWaitsAsync();
        Assert.Equal(
            $"stranger 301 {ImError.NotMember.Message} refused",
            await node.SqlAsync($"SELECT concat_ws(' ', sender, code, reason, convert_from(body, 'UTF8')) FROM {node.Schema}.publish_refused"));
        Assert.Equal(301, Assert.Single(refusals.GetMeasurementSnapshot()).Tags["code"]);
    }

    [Fact]
    public async Task A_refused_message_can_be_tried_again_when_its_reason_is_gone()
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync();
        await node.PublishAsync("late", "1", group, "let me in");
        await node.NothingWaitsAsync();
        Assert.Empty(await node.WordsAsync(group));
        await node.Chat.AddMembersAsync(new UserId("owner"), new ClientMsgId("add"), group, [new UserId("late")], Cancel);
        Assert.Equal(true, await node.SqlAsync($"SELECT {node.Schema}.imkit_publish_retry(id) FROM {node.Schema}.publish_refused"));
        await node.SentAsync(group, "let me in");
        Assert.Equal(false, await node.SqlAsync($"SELECT {node.Schema}.imkit_publish_retry(1)"));
    }

    [Fact]
    public async Task Of_refused_messages_the_newest_are_kept_and_the_loss_of_others_is_said()
    {
        await using var node = await PublishNode.StartAsync(postgres: static options => options.MaxRefused = 3);
        var group = await node.CreateGroupAsync();
        for (var i = 0; i < 5; i++)
            await node.PublishAsync("stranger", $"{i}", group, "refused");
        await node.NothingWaitsAsync();
        Assert.Equal("2 3 4", await node.SqlAsync($"SELECT string_agg(client_msg_id, ' ' ORDER BY id) FROM {node.Schema}.publish_refused"));
        await Until.HoldsAsync(() => node.TakeErrors().Any(static line => line.Contains("dropped", StringComparison.Ordinal)), "the loss is logged");
    }

    [Theory]
    [InlineData("'Tenant', 'g.a', '', 'ann', '1', 1, 'x', '{}'")]
    [InlineData("'', 'r.room', '', 'ann', '1', 1, 'x', '{}'")]
    [InlineData("'', 'nonsense', '', 'ann', '1', 1, 'x', '{}'")]
    [InlineData("'', 'd.aaaaaaaaaaaaaaaaaaaaaaaaaa', 'bob', 'ann', '1', 1, 'x', '{}'")]
    [InlineData("'', 'g.a', '', E'an\\tn', '1', 1, 'x', '{}'")]
    [InlineData("'', 'g.a', '', 'ann', '', 1, 'x', '{}'")]
    [InlineData("'', 'g.a', '', 'ann', '1', 77, 'x', '{}'")]
    [InlineData("'', 'g.a', '', 'ann', '1', -2147483648, 'x', '{}'")]
    [InlineData("'', 'g.a', '', 'ann', '1', 1, '', '{}'")]
    [InlineData("'', 'g.a', '', 'ann', '1', 1, '\\xff', '{}'")]
    [InlineData("'', 'g.a', '', 'ann', '1', 1, 'x', ARRAY['']")]
    [InlineData("'', 'g.a', '', 'ann', '1', 1, 'x', ARRAY[NULL]::text[]")]
    public async Task What_was_written_past_the_function_and_makes_no_sense_holds_nobody_up(string values)
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync();
        await node.SqlAsync($"INSERT INTO {node.Schema}.publish (tenant, conversation, to_user, sender, client_msg_id, kind, body, mentions) VALUES ({values})");
        await node.PublishAsync("owner", "2", group, "sense");
        await node.SentAsync(group, "sense");
        await node.NothingWaitsAsync();
        Assert.Equal(1L, await node.SqlAsync($"SELECT count(*) FROM {node.Schema}.publish_refused WHERE reason <> ''"));
    }

    [Fact]
    public async Task A_message_at_which_the_hosts_policy_throws_is_set_aside_in_the_end_and_holds_up_no_other_conversation()
    {
        await using var node = await PublishNode.StartAsync(
            configure: static options => options.Publish.MaxAttempts = 4, build: static builder => builder.AddMessagePolicy<Thrower>());
        var (group, other) = (await node.CreateGroupAsync(), await node.CreateGroupAsync());
        await node.SqlAsync($"SELECT {node.Schema}.imkit_publish('owner', '1', 'all of you', '{group}', mentions_all => true)");
        await node.PublishAsync("owner", "2", group, "behind it");
        await node.PublishAsync("owner", "3", other, "elsewhere");
        await node.SentAsync(other, "elsewhere");
        await node.SentAsync(group, "behind it");
        await node.NothingWaitsAsync();
        Assert.Equal("1 102", await node.SqlAsync($"SELECT concat_ws(' ', client_msg_id, code) FROM {node.Schema}.publish_refused"));
        // What the policy throws is logged as often as it was asked.
        Assert.Equal(4, node.TakeErrors().Count);
    }

    [Fact]
    public async Task Health_says_when_published_messages_are_not_sent()
    {
        await using var node = await PublishNode.StartAsync(configure: static options => options.Publish.Relay = false);
        var group = await node.CreateGroupAsync();
        await node.PublishAsync("owner", "1", group, "nobody sends");
        var health = node.Get<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancel)).Entries["imkit-postgres"].Status);
        await node.SqlAsync($"UPDATE {node.Schema}.publish SET created = created - interval '1 minute'");
        var late = (await health.CheckHealthAsync(Cancel)).Entries["imkit-postgres"];
        Assert.Equal((HealthStatus.Degraded, "published messages wait to be sent"), (late.Status, late.Description));
    }

    private sealed class Thrower : IMessagePolicy
    {
        public ValueTask<ImError> CheckAsync(MessageAction action, CancellationToken cancel) => throw new InvalidOperationException("a mistake of the host");
    }
}
