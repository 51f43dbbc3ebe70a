using Npgsql;

namespace ImKit.Storage.Postgres.Tests.Publishing;

/// <summary>What the function refuses, so that a host hears of it in its own transaction.</summary>
public sealed class FunctionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("NULL, '1', 'x', 'g.a'", "sender has to be a user id")]
    [InlineData("'', '1', 'x', 'g.a'", "sender has to be a user id")]
    [InlineData("E'a\\tb', '1', 'x', 'g.a'", "sender has to be a user id")]
    [InlineData("E'a\\u0085b', '1', 'x', 'g.a'", "sender has to be a user id")]
    [InlineData("repeat('ä', 65), '1', 'x', 'g.a'", "sender has to be a user id")]
    [InlineData("'ann', NULL, 'x', 'g.a'", "client_msg_id has to be")]
    [InlineData("'ann', repeat('1', 65), 'x', 'g.a'", "client_msg_id has to be")]
    [InlineData("'ann', '1', 'x'", "name either conversation or to_user")]
    [InlineData("'ann', '1', 'x', 'g.a', 'bob'", "name either conversation or to_user")]
    [InlineData("'ann', '1', 'x', to_user => ''", "to_user has to be a user id")]
    [InlineData("'ann', '1', 'x', 'r.room'", "conversation has to be")]
    [InlineData("'ann', '1', 'x', 'g.'", "conversation has to be")]
    [InlineData("'ann', '1', 'x', 'g.ä'", "conversation has to be")]
    [InlineData("'ann', '1', 'x', 'g.' || repeat('a', 63)", "conversation has to be")]
    [InlineData("'ann', '1', 'x', 'g.a', tenant => 'A'", "tenant has to be")]
    [InlineData("'ann', '1', 'x', 'g.a', tenant => NULL", "tenant has to be")]
    [InlineData("'ann', '1', 'x', 'g.a', kind => 5", "kind has to be")]
    [InlineData("'ann', '1', 'x', 'g.a', kind => NULL", "kind has to be")]
    [InlineData("'ann', '1', 'x', 'g.a', format => 4", "format has to be")]
    [InlineData("'ann', '1', NULL::text, 'g.a'", "body is missing")]
    [InlineData("'ann', '1', '', 'g.a'", "body is missing")]
    [InlineData("'ann', '1', repeat('x', 1048577), 'g.a'", "body is longer than 1048576 bytes")]
    [InlineData("'ann', '1', 'x', 'g.a', mentions => array_fill('bob'::text, ARRAY[101])", "mentions names more than 100 users")]
    [InlineData("'ann', '1', 'x', 'g.a', mentions => ARRAY['bob', NULL]", "mentions has to name user ids")]
    [InlineData("'ann', '1', 'x', 'g.a', reply_to => -1", "reply_to has to be")]
    public async Task A_call_that_breaks_a_rule_fails_and_says_which(string arguments, string what)
    {
        var refused = await RefusedAsync(arguments);
        Assert.Equal(PostgresErrorCodes.InvalidParameterValue, refused.SqlState);
        Assert.StartsWith($"imkit_publish: {what}", refused.MessageText);
    }

    [Theory]
    [InlineData("'ann', '1', '{', 'g.a', format => 2", PostgresErrorCodes.InvalidTextRepresentation)]
    [InlineData("'ann', '1', '\\xff'::bytea, 'g.a'", PostgresErrorCodes.CharacterNotInRepertoire)]
    public async Task A_body_that_is_not_what_its_format_says_fails(string arguments, string state) => Assert.Equal(state, (await RefusedAsync(arguments)).SqlState);

    [Theory]
    [InlineData("'ann', '1', 'x', 'g.a'")]
    [InlineData("sender => 'ann', client_msg_id => '1', body => 'x', to_user => 'bob'")]
    [InlineData("repeat('ä', 64), repeat('1', 64), '\\xff'::bytea, 'g.' || repeat('~', 62), format => 3, tenant => 'a-0', kind => 100, mentions => NULL, mentions_all => NULL")]
    public async Task A_call_that_keeps_the_rules_leaves_a_row_that_a_node_can_read(string arguments)
    {
        await using var stores = await OpenAsync();
        await ExecuteAsync($"SELECT {stores.Schema}.imkit_publish({arguments})");
        await using var source = stores.CreatePublishSource();
        var page = await source.ReadAsync(new SectionHolder(new NodeId("n"), 1), TimeSpan.FromMinutes(1), [], 10, Cancel);
        var row = Assert.Single(page.Rows);
        Assert.True(UserId.IsValid(row.Sender) && ClientMsgId.IsValid(row.ClientMsgId) && ConversationId.IsValid(row.Conversation.Id) && TenantId.IsValid(row.Conversation.Tenant));
        Assert.True(row.Age >= TimeSpan.Zero);
    }

    private static async Task<PostgresStores> OpenAsync()
    {
        var stores = new PostgresStores(schema: TestDatabase.NewSchema());
        await stores.Database.OpenAsync(Cancel);
        return stores;
    }

    private static async Task<PostgresException> RefusedAsync(string arguments)
    {
        await using var stores = new PostgresStores();
        await stores.Database.OpenAsync(Cancel);
        return await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync($"SELECT {stores.Schema}.imkit_publish({arguments})"));
    }

    private static Task ExecuteAsync(string sql) => TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, sql);
}
