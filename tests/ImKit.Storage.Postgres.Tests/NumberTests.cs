namespace ImKit.Storage.Postgres.Tests;

/// <summary>A node knows the numbers of the conversations that it has appended to. A server that is set back, to a backup or to a standby that lagged,
/// may give them to others.</summary>
public sealed class NumberTests
{
    [Fact]
    public async Task When_a_server_that_was_set_back_gives_a_number_to_another_conversation_no_message_goes_astray()
    {
        var schema = TestDatabase.NewSchema();
        await using var stores = new PostgresStores(schema: schema);
        var (ours, theirs) = (Sample.Group("ours"), Sample.Group("theirs"));
        await stores.AppendAsync(Sample.Message(ours, "1"));
        await stores.AppendAsync(Sample.Message(ours, "2"));
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"""
            TRUNCATE {schema}.entries, {schema}.dedup, {schema}.members, {schema}.conversations RESTART IDENTITY
            """);
        await using (var other = new PostgresStores(schema: schema))
            await other.AppendAsync(Sample.Message(theirs, "theirs"));

        Assert.Equal((AppendStatus.Committed, 1L), await AppendAsync(stores, Sample.Message(ours, "3")));
        Assert.Equal((AppendStatus.Committed, 2L), await AppendAsync(stores, Sample.Message(theirs, "also theirs")));
        Assert.Equal((AppendStatus.Duplicate, 1L), await AppendAsync(stores, Sample.Message(ours, "3")));
        Assert.Single(await stores.LogAsync(ours));
        Assert.Equal(2, (await stores.LogAsync(theirs)).Count);
    }

    [Fact]
    public async Task A_batch_of_conversations_known_and_new_is_appended_as_one_that_knows_none()
    {
        await using var stores = new PostgresStores();
        var (known, fresh) = (Sample.Group(), Sample.Group());
        await stores.AppendAsync(Sample.Message(known, "1"));
        var outcomes = await stores.Messages.AppendAsync(
            [Sample.Message(fresh, "1"), Sample.Message(known, "1"), Sample.Message(known, "2"), Sample.Message(fresh, "2")], TestContext.Current.CancellationToken);
        Assert.Equal(
            [(AppendStatus.Committed, 1L), (AppendStatus.Duplicate, 1), (AppendStatus.Committed, 2), (AppendStatus.Committed, 2)],
            outcomes.Select(static outcome => (outcome.Status, outcome.Position.Seq)));
    }

    private static async Task<(AppendStatus, long)> AppendAsync(PostgresStores stores, AppendRequest request)
    {
        var outcome = await stores.AppendAsync(request);
        return (outcome.Status, outcome.Position.Seq);
    }
}
