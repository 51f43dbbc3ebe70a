using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>The first round trip of an append: begins the transaction, makes missing conversations, locks all, and only then looks for dedup keys
/// and members, each in a statement of its own, so that it sees what the locks waited for.</summary>
internal sealed class AppendReader(SchemaName schema, TargetReader targets)
{
    // Stated, because the default may be another: under REPEATABLE READ the later statements would see the state before the wait.
    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    /// <summary>What is read of a conversation that is locked, in the order of <see cref="SetHead"/>.</summary>
    public const string Head = "c.id, c.epoch, c.last_seq, c.last_ordinal, c.last_id, c.member_count, c.speak, c.dissolved";

    private readonly string _create = $"""
        INSERT INTO {schema}.conversations (tenant, name, epoch, title, info, speak, section)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS k (tenant, name, epoch, title, info, speak, section)
        WHERE NOT EXISTS (SELECT FROM {schema}.conversations c WHERE c.tenant = k.tenant AND c.name = k.name)
        ORDER BY k.tenant COLLATE "C", k.name COLLATE "C"
        ON CONFLICT (tenant, name) DO NOTHING
        """;

    private readonly string _lock = $"""
        SELECT k.place, {Head}
        FROM unnest($1, $2) WITH ORDINALITY AS k (tenant, name, place)
        JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        ORDER BY c.tenant, c.name
        FOR NO KEY UPDATE OF c
        """;

    private readonly string _keys = $"""
        SELECT k.place, d.* FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS k (tenant, name, sender, client_msg_id, place)
        JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        CROSS JOIN LATERAL ({Key(schema, "c.id")}) d
        """;

    private readonly string _members = $"""
        SELECT k.place, m.* FROM unnest($1, $2, $3) WITH ORDINALITY AS k (tenant, name, user_id, place)
        JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        CROSS JOIN LATERAL ({Member(schema, "c.id")}) m
        """;

    // LATERAL and LIMIT, here and below, make the planner look up the whole key. Left to itself it takes only the conversation for the index and
    // filters the rest, because a table that was empty when the plan was made promises no difference.
    public static string Key(SchemaName schema, string conversation) => $"""
        SELECT payload_hash, seq, ordinal, id, time FROM {schema}.dedup
        WHERE conversation = {conversation} AND sender = k.sender AND client_msg_id = k.client_msg_id LIMIT 1
        """;

    // Without the read cursor: MarkRead moves it at any time, and an append leaves it as it is.
    public static string Member(SchemaName schema, string conversation) => $"""
        SELECT role, floor_seq, floor_ordinal, sent_seq, sent_ordinal FROM {schema}.members
        WHERE conversation = {conversation} AND user_id = k.user_id LIMIT 1
        """;

    public async ValueTask ReadAsync(NpgsqlConnection connection, AppendPlan plan, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(Begin);
        AddCreate(batch, plan);
        Tenants(batch.Add(_lock), plan.Logs, static log => log.Key);
        Ids(Tenants(batch.Add(_keys), plan.Batch, static request => request.Conversation), plan);
        if (plan.Members.Count > 0)
            Tenants(batch.Add(_members), plan.Members, static member => member.Log.Key).With(plan.Members.Column(static member => member.User.Value));
        targets.Add(batch, plan);
        await ReadAsync(batch, plan, cancel).ConfigureAwait(false);
    }

    /// <summary>Runs it and gives the plan what the statements found.</summary>
    /// <returns>How many conversations are locked.</returns>
    public static async ValueTask<int> ReadAsync(NpgsqlBatch batch, AppendPlan plan, CancellationToken cancel)
    {
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        var locked = 0;
        await rows.ReadPlacesAsync(place => { SetHead(plan.Logs[place], rows); locked++; }, cancel).ConfigureAwait(false);
        await rows.ReadPlacesAsync(place => SetKey(plan, place, rows), cancel).ConfigureAwait(false);
        if (plan.Members.Count > 0)
            await rows.ReadPlacesAsync(place => SetMember(plan.Members[place], rows), cancel).ConfigureAwait(false);
        await TargetReader.ReadAsync(rows, plan, cancel).ConfigureAwait(false);
        return locked;
    }

    private void AddCreate(NpgsqlBatch batch, AppendPlan plan)
    {
        var create = Array.FindAll(plan.Logs, static log => log.Create is not null);
        if (create.Length == 0)
            return;
        var settings = create.Column(static log => log.Create!);
        Tenants(batch.Add(_create), create, static log => log.Key)
            .With(settings.Column(static one => one.Epoch)).With(settings.Column(static one => FreeText.Storable(one.Title)))
            .With(settings.Column(static one => FreeText.Storable(one.Info))).With(settings.Column(static one => (int)one.Speak))
            .With(create.Column(static log => Sections.OfConversation(log.Key)));
    }

    public static NpgsqlBatchCommand Tenants<T>(NpgsqlBatchCommand command, IReadOnlyList<T> rows, Func<T, ConversationKey> key) =>
        command.With(rows.Column(row => key(row).Tenant.Value)).With(rows.Column(row => key(row).Id.Value));

    /// <summary>Sender and client message id of each item.</summary>
    public static void Ids(NpgsqlBatchCommand command, AppendPlan plan) =>
        command.With(plan.Batch.Column(static request => request.Sender.Value)).With(plan.Batch.Column(static request => request.ClientMsgId.Value));

    private static void SetHead(LogState log, NpgsqlDataReader row)
    {
        log.Number = row.GetInt64(1);
        log.Epoch = row.GetInt64(2);
        log.Last = row.Position(3);
        log.LastId = row.GetInt64(5);
        log.MemberCount = row.GetInt32(6);
        log.Speak = (SpeakRule)row.GetInt32(7);
        log.Dissolved = row.GetBoolean(8);
    }

    private static void SetKey(AppendPlan plan, int item, NpgsqlDataReader row) => plan.LogOf(item).SetKey(
        plan.Batch[item], new KnownKey(row.GetFieldValue<byte[]>(1), row.Position(2), new MessageId(row.GetInt64(4)), row.GetInt64(5)));

    private static void SetMember(MemberState member, NpgsqlDataReader row)
    {
        member.IsStored = member.Exists = true;
        member.Role = (MemberRole)row.GetInt32(1);
        member.Floor = row.Position(2);
        member.LastSent = row.Position(4);
    }
}
