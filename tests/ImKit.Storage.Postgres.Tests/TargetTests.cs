namespace ImKit.Storage.Postgres.Tests;

/// <summary>Changes of entries, by nodes that know nothing of each other.</summary>
public sealed class TargetTests
{
    private static readonly UserId s_ann = new("ann");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_edits_of_one_version_on_several_nodes_exactly_one_is_committed()
    {
        await using var one = new PostgresStores();
        await using var two = new PostgresStores();
        var group = await GroupAsync(one);
        for (var version = 0; version < 10; version++)
        {
            var edits = Enumerable.Range(0, 6).Select(i => Change(group, $"{version}-{i}", EntryKind.Edited, 1) with { TargetVersion = version });
            var outcomes = await Task.WhenAll(edits.Select((edit, i) => (i % 2 == 0 ? one : two).AppendAsync(edit)));
            Assert.Equal(1, outcomes.Count(outcome => outcome.Status == AppendStatus.Committed));
            Assert.Equal(5, outcomes.Count(outcome => outcome.Status == AppendStatus.VersionMismatch));
        }

        Assert.Equal(10, (await two.LogAsync(group))[0].Version);
    }

    [Fact]
    public async Task Edits_and_recalls_at_once_on_several_nodes_leave_no_body_behind()
    {
        await using var one = new PostgresStores();
        await using var two = new PostgresStores();
        for (var round = 0; round < 10; round++)
        {
            var group = await GroupAsync(one);
            var edits = Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? one : two).AppendAsync(Change(group, $"{i}", EntryKind.Edited, 1)));
            await Task.WhenAll(edits.Append(two.AppendAsync(Change(group, "recall", EntryKind.Recalled, 1))));
            Assert.All((await one.LogAsync(group)).Where(entry => entry.Kind != EntryKind.Recalled), entry => Assert.Equal(0, entry.Body.Length));
        }
    }

    [Fact]
    public async Task A_batch_that_says_reacts_edits_and_recalls_is_taken_in_its_order()
    {
        await using var stores = new PostgresStores();
        var group = await GroupAsync(stores);
        AppendRequest[] batch =
        [
            Change(group, "early", EntryKind.Edited, 2), Sample.Message(group, "said") with { Mentions = [s_ann] }, Change(group, "edit", EntryKind.Edited, 2),
            Change(group, "+", EntryKind.ReactionAdded, 2), Change(group, "-", EntryKind.ReactionRemoved, 2) with { Body = "+"u8.ToArray() },
            Change(group, "recall", EntryKind.Recalled, 2), Change(group, "late", EntryKind.ReactionAdded, 2),
        ];
        Assert.Equal(
            [AppendStatus.TargetNotFound, AppendStatus.Committed, AppendStatus.Committed, AppendStatus.Committed, AppendStatus.Committed, AppendStatus.Committed, AppendStatus.TargetNotFound],
            (await stores.Messages.AppendAsync(batch, Cancel)).Select(outcome => outcome.Status));
        var log = await stores.LogAsync(group);
        Assert.Equal([false, true, false, false, false, false], log.Select(entry => entry.Recalled));
        Assert.Equal((0, 0), (log[1].Body.Length, log[2].Body.Length));
        Assert.Equal([1L], await stores.Conversations.CountRemovedAsync(default, s_ann, [new(group.Id, 0, 9)], Cancel));
        Assert.Equal([default], await stores.Conversations.CountMentionsAsync(default, s_ann, [new(group.Id, 0, 9)], Cancel));
        Assert.Empty(await stores.Messages.ReadReactionsAsync(group, s_ann, [2], Cancel));
    }

    [Fact]
    public async Task A_change_of_an_entry_in_a_conversation_that_is_not_there_makes_none()
    {
        await using var stores = new PostgresStores();
        var group = Sample.Group();
        Assert.Equal(AppendStatus.TargetNotFound, (await stores.AppendAsync(Change(group, "1", EntryKind.Edited, 1))).Status);
        Assert.Null((await stores.Conversations.GetHeadsAsync([group], Cancel))[0]);
    }

    [Fact]
    public async Task Text_that_the_server_cannot_hold_harms_nobody_else_in_the_batch()
    {
        await using var stores = new PostgresStores();
        var group = await GroupAsync(stores);
        var outcomes = await stores.Messages.AppendAsync(
            [
                Sample.Message(group, "1"), Change(group, "2", EntryKind.ReactionAdded, 1) with { Body = "a\0"u8.ToArray() },
                Sample.Message(group, "3") with { Settings = new SettingsChange { Title = "t\0\ud800", Info = "\0" } },
            ], Cancel);
        Assert.All(outcomes, outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
        Assert.Equal("a\ufffd", Assert.Single(await stores.Messages.ReadReactionsAsync(group, s_ann, [1], Cancel)).Key);
        Assert.Equal("t\ufffd\ufffd", (await stores.Conversations.GetHeadsAsync([group], Cancel))[0]!.Title);
        Assert.Equal("\ufffd", (await stores.Conversations.UpdateMemberAsync(group, s_ann, new MemberUpdate { Draft = "\0" }, Cancel))!.Draft);
        await stores.Contacts.SetAsync(default, s_ann, new Contact { User = new UserId("bob"), Alias = "\0😀" }, Cancel);
        Assert.Equal("\ufffd😀", (await stores.Contacts.FindAsync(default, s_ann, [new UserId("bob")], Cancel))[0]!.Alias);
    }

    private static AppendRequest Change(ConversationKey group, string id, EntryKind kind, long target) =>
        Sample.Message(group, id) with { Kind = kind, Countable = false, TargetSeq = target };

    private static async Task<ConversationKey> GroupAsync(PostgresStores stores)
    {
        var group = Sample.Group();
        await stores.AppendAsync(Sample.Message(group, "first") with { Members = [new(s_ann, MemberRole.Owner)] });
        return group;
    }
}
