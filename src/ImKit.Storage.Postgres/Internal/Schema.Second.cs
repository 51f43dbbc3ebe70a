namespace ImKit.Storage.Postgres.Internal;

internal static partial class Schema
{
    // What hangs on entries and members. Most entries have none of it: it stands in tables of its own, whose only index begins with what is asked
    // for, so that it costs those who use it and no plan can go another way. recalled and edits say of few entries what an index with a condition
    // on the table of entries would say, which every message would have to pass. trimmed_keys names the dedup keys whose entries are gone, in the
    // order in which they are forgotten.
    private static string Second(SchemaName schema, int partitions) => $"""
        ALTER TABLE {schema}.conversations
            ADD COLUMN info text NOT NULL DEFAULT '',
            ADD COLUMN speak integer NOT NULL DEFAULT 0,
            ADD COLUMN dissolved boolean NOT NULL DEFAULT false,
            ADD COLUMN mentioned_all_seq bigint NOT NULL DEFAULT 0,
            ADD COLUMN mentioned_all_ordinal bigint NOT NULL DEFAULT 0;

        ALTER TABLE {schema}.entries
            ADD COLUMN recalled boolean NOT NULL DEFAULT false,
            ADD COLUMN mentions text COLLATE "C" NOT NULL DEFAULT '',
            ADD COLUMN mentions_all boolean NOT NULL DEFAULT false;

        ALTER TABLE {schema}.members
            ADD COLUMN cleared_seq bigint NOT NULL DEFAULT 0,
            ADD COLUMN cleared_ordinal bigint NOT NULL DEFAULT 0,
            ADD COLUMN hidden_seq bigint NOT NULL DEFAULT 0,
            ADD COLUMN hidden_ordinal bigint NOT NULL DEFAULT 0,
            ADD COLUMN muted boolean NOT NULL DEFAULT false,
            ADD COLUMN pinned boolean NOT NULL DEFAULT false,
            ADD COLUMN marked_unread boolean NOT NULL DEFAULT false,
            ADD COLUMN draft text NOT NULL DEFAULT '';
        CREATE INDEX members_pinned ON {schema}.members (user_id, conversation) WHERE pinned;

        CREATE TABLE {schema}.recalled (
            conversation bigint NOT NULL,
            ordinal bigint NOT NULL,
            PRIMARY KEY (conversation, ordinal)
        );

        CREATE TABLE {schema}.edits (
            conversation bigint NOT NULL,
            target_seq bigint NOT NULL,
            seq bigint NOT NULL,
            PRIMARY KEY (conversation, target_seq, seq)
        );

        CREATE TABLE {schema}.reactions (
            conversation bigint NOT NULL,
            seq bigint NOT NULL,
            key text COLLATE "C" NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            PRIMARY KEY (conversation, seq, key, user_id)
        );

        CREATE TABLE {schema}.mentions (
            conversation bigint NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            ordinal bigint NOT NULL,
            seq bigint NOT NULL,
            PRIMARY KEY (conversation, user_id, ordinal)
        );

        CREATE TABLE {schema}.removed (
            conversation bigint NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            seq bigint NOT NULL,
            ordinal bigint NOT NULL,
            PRIMARY KEY (conversation, user_id, seq)
        );
        CREATE INDEX removed_by_seq ON {schema}.removed (conversation, seq);

        CREATE TABLE {schema}.trimmed_keys (
            time bigint NOT NULL,
            conversation bigint NOT NULL,
            seq bigint NOT NULL,
            sender text COLLATE "C" NOT NULL,
            client_msg_id text COLLATE "C" NOT NULL,
            PRIMARY KEY (time, conversation, seq)
        );

        CREATE TABLE {schema}.contacts (
            tenant text COLLATE "C" NOT NULL,
            owner text COLLATE "C" NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            listed boolean NOT NULL,
            blocked boolean NOT NULL,
            alias text NOT NULL,
            PRIMARY KEY (tenant, owner, user_id)
        );

        ALTER TABLE {schema}.sessions ADD COLUMN registered bigint GENERATED ALWAYS AS IDENTITY;
        """;
}
