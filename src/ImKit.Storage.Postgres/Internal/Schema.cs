using System.Globalization;
using System.Text;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The tables, as the steps that made them. A step that was released is never changed: the next version is another step.</summary>
internal static partial class Schema
{
    /// <summary>Step n leads from version n to n + 1.</summary>
    public static readonly IReadOnlyList<MigrationStep> Steps = [new(First), new(Second), new(Third, ConversationSections.FillAsync), new(NodeNumbers), new(Publishing), new(NodeRoles)];

    // Logs hang on a number instead of tenant and name, which would stand in every row and index. dedup is a table of its own, because its keys
    // outlive the entries that a trim takes. Text is compared by its bytes (COLLATE "C"). Rows that change with every message are in tables of
    // loose pages and have no changing column in an index, so that an update stays within its page. That is why undispatched logs are found
    // by a flag of their own: an index that names last_seq, were it only in its condition, would be written for every message.
    private static string First(SchemaName schema, int partitions) => $"""
        CREATE TABLE {schema}.conversations (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            name text COLLATE "C" NOT NULL,
            epoch bigint NOT NULL,
            title text NOT NULL,
            last_seq bigint NOT NULL DEFAULT 0,
            last_ordinal bigint NOT NULL DEFAULT 0,
            last_id bigint NOT NULL DEFAULT 0,
            trimmed_seq bigint NOT NULL DEFAULT 0,
            trimmed_ordinal bigint NOT NULL DEFAULT 0,
            trimmed_id bigint NOT NULL DEFAULT 0,
            dispatched_seq bigint NOT NULL DEFAULT 0,
            member_count integer NOT NULL DEFAULT 0,
            pending boolean NOT NULL DEFAULT false,
            UNIQUE (tenant, name)
        ) WITH (fillfactor = 70);
        CREATE INDEX conversations_pending ON {schema}.conversations (tenant, name) WHERE pending;

        CREATE TABLE {schema}.entries (
            conversation bigint NOT NULL,
            seq bigint NOT NULL,
            ordinal bigint NOT NULL,
            id bigint NOT NULL,
            time bigint NOT NULL,
            target_seq bigint NOT NULL,
            kind integer NOT NULL,
            format integer NOT NULL,
            version integer NOT NULL DEFAULT 0,
            countable boolean NOT NULL,
            sender text COLLATE "C" NOT NULL,
            client_msg_id text COLLATE "C" NOT NULL,
            body bytea NOT NULL,
            PRIMARY KEY (conversation, seq)
        ) PARTITION BY HASH (conversation);
        {Parts(schema, "entries", partitions)}
        CREATE TABLE {schema}.dedup (
            conversation bigint NOT NULL,
            seq bigint NOT NULL,
            ordinal bigint NOT NULL,
            id bigint NOT NULL,
            time bigint NOT NULL,
            sender text COLLATE "C" NOT NULL,
            client_msg_id text COLLATE "C" NOT NULL,
            payload_hash bytea NOT NULL,
            PRIMARY KEY (conversation, sender, client_msg_id)
        ) PARTITION BY HASH (conversation);
        {Parts(schema, "dedup", partitions)}
        CREATE TABLE {schema}.members (
            conversation bigint NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            role integer NOT NULL,
            floor_seq bigint NOT NULL,
            floor_ordinal bigint NOT NULL,
            read_seq bigint NOT NULL DEFAULT 0,
            read_ordinal bigint NOT NULL DEFAULT 0,
            sent_seq bigint NOT NULL,
            sent_ordinal bigint NOT NULL,
            PRIMARY KEY (conversation, user_id)
        ) WITH (fillfactor = 70);

        CREATE TABLE {schema}.feed (
            tenant text COLLATE "C" NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            kind integer NOT NULL,
            conversation text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            PRIMARY KEY (tenant, user_id, kind, conversation)
        ) WITH (fillfactor = 70);
        CREATE INDEX feed_by_version ON {schema}.feed (tenant, user_id, version);

        CREATE TABLE {schema}.feed_sections (
            section integer PRIMARY KEY,
            ceiling bigint NOT NULL
        ) WITH (fillfactor = 50);

        CREATE TABLE {schema}.nodes (
            id text COLLATE "C" PRIMARY KEY,
            boot_id bigint NOT NULL,
            address text NOT NULL,
            region text NOT NULL,
            weight integer NOT NULL,
            connections integer NOT NULL,
            addresses integer NOT NULL,
            lease_until timestamptz NOT NULL
        ) WITH (fillfactor = 50);

        CREATE TABLE {schema}.sessions (
            tenant text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            node text COLLATE "C" NOT NULL,
            boot_id bigint NOT NULL,
            session_id bigint NOT NULL,
            device text NOT NULL,
            device_class text NOT NULL,
            PRIMARY KEY (tenant, key)
        );
        CREATE INDEX sessions_by_user ON {schema}.sessions (tenant, user_id);
        CREATE INDEX sessions_by_node ON {schema}.sessions (node);

        CREATE TABLE {schema}.interests (
            tenant text COLLATE "C" NOT NULL,
            room text COLLATE "C" NOT NULL,
            node text COLLATE "C" NOT NULL,
            PRIMARY KEY (tenant, room, node)
        );
        CREATE INDEX interests_by_node ON {schema}.interests (node);
        """;

    private static string Parts(SchemaName schema, string table, int partitions)
    {
        var sql = new StringBuilder();
        for (var part = 0; part < partitions; part++)
            sql.AppendLine(CultureInfo.InvariantCulture, $"CREATE TABLE {schema}.{table}_{part} PARTITION OF {schema}.{table} FOR VALUES WITH (MODULUS {partitions}, REMAINDER {part});");
        return sql.ToString();
    }
}
