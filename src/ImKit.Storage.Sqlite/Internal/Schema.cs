namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The tables, as the steps that made them. A step that was released is never changed: the next version is another step.</summary>
internal static class Schema
{
    /// <summary>'ImKt': by it a file is known as ImKit's.</summary>
    public const long ApplicationId = 0x496D4B74;

    /// <summary>Step n leads from version n to n + 1.</summary>
    public static readonly string[] Steps = [First, Second, Third, Fourth];

    // Logs hang on a small number instead of tenant and name, which would stand in every row and index.
    // dedup is a table of its own, because its keys outlive the entries that a trim takes.
    private const string First = """
        CREATE TABLE conversations (
            id INTEGER PRIMARY KEY,
            tenant TEXT NOT NULL,
            name TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            title TEXT NOT NULL,
            last_seq INTEGER NOT NULL DEFAULT 0,
            last_ordinal INTEGER NOT NULL DEFAULT 0,
            last_id INTEGER NOT NULL DEFAULT 0,
            trimmed_seq INTEGER NOT NULL DEFAULT 0,
            trimmed_ordinal INTEGER NOT NULL DEFAULT 0,
            trimmed_id INTEGER NOT NULL DEFAULT 0,
            dispatched_seq INTEGER NOT NULL DEFAULT 0,
            member_count INTEGER NOT NULL DEFAULT 0,
            UNIQUE (tenant, name)
        ) STRICT;
        CREATE INDEX conversations_undispatched ON conversations (tenant, name) WHERE dispatched_seq < last_seq;

        CREATE TABLE entries (
            conversation INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            id INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            countable INTEGER NOT NULL,
            sender TEXT NOT NULL,
            client_msg_id TEXT NOT NULL,
            time INTEGER NOT NULL,
            target_seq INTEGER NOT NULL,
            version INTEGER NOT NULL DEFAULT 0,
            format INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (conversation, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE dedup (
            conversation INTEGER NOT NULL,
            sender TEXT NOT NULL,
            client_msg_id TEXT NOT NULL,
            payload_hash BLOB NOT NULL,
            seq INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            id INTEGER NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (conversation, sender, client_msg_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE members (
            conversation INTEGER NOT NULL,
            user TEXT NOT NULL,
            role INTEGER NOT NULL,
            floor_seq INTEGER NOT NULL,
            floor_ordinal INTEGER NOT NULL,
            read_seq INTEGER NOT NULL,
            read_ordinal INTEGER NOT NULL,
            sent_seq INTEGER NOT NULL,
            sent_ordinal INTEGER NOT NULL,
            PRIMARY KEY (conversation, user)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX members_by_user ON members (user, conversation);

        CREATE TABLE feed (
            tenant TEXT NOT NULL,
            user TEXT NOT NULL,
            kind INTEGER NOT NULL,
            conversation TEXT NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (tenant, user, kind, conversation)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX feed_by_version ON feed (tenant, user, version);

        CREATE TABLE feed_sections (
            section INTEGER PRIMARY KEY,
            ceiling INTEGER NOT NULL
        ) STRICT;
        """;

    // What hangs on entries and members. Most entries have none of it: it stands in tables and partial indexes of its own, so that it costs
    // those who use it.
    private const string Second = """
        ALTER TABLE conversations ADD COLUMN info TEXT NOT NULL DEFAULT '';
        ALTER TABLE conversations ADD COLUMN speak INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversations ADD COLUMN dissolved INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversations ADD COLUMN mentioned_all_seq INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE conversations ADD COLUMN mentioned_all_ordinal INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX conversations_trimmed ON conversations (id) WHERE trimmed_seq > 0;

        ALTER TABLE entries ADD COLUMN recalled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE entries ADD COLUMN mentions TEXT NOT NULL DEFAULT '';
        ALTER TABLE entries ADD COLUMN mentions_all INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX entries_recalled ON entries (conversation, ordinal) WHERE recalled = 1 AND countable = 1;
        CREATE INDEX entries_edits ON entries (conversation, target_seq) WHERE kind = 5;

        ALTER TABLE members ADD COLUMN cleared_seq INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN cleared_ordinal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN hidden_seq INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN hidden_ordinal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN marked_unread INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE members ADD COLUMN draft TEXT NOT NULL DEFAULT '';
        CREATE INDEX members_pinned ON members (user, conversation) WHERE pinned = 1;

        CREATE TABLE reactions (
            conversation INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            key TEXT NOT NULL,
            user TEXT NOT NULL,
            PRIMARY KEY (conversation, seq, key, user)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE mentions (
            conversation INTEGER NOT NULL,
            user TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (conversation, user, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX mentions_by_entry ON mentions (conversation, seq);

        CREATE TABLE removed (
            conversation INTEGER NOT NULL,
            user TEXT NOT NULL,
            seq INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            PRIMARY KEY (conversation, user, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX removed_by_entry ON removed (conversation, seq);

        CREATE TABLE contacts (
            tenant TEXT NOT NULL,
            owner TEXT NOT NULL,
            user TEXT NOT NULL,
            listed INTEGER NOT NULL,
            blocked INTEGER NOT NULL,
            alias TEXT NOT NULL,
            PRIMARY KEY (tenant, owner, user)
        ) STRICT, WITHOUT ROWID;
        """;

    // Who does the work of a section, of the processes that share the file. No node: it was given back.
    private const string Third = """
        CREATE TABLE sections (
            kind INTEGER NOT NULL,
            number INTEGER NOT NULL,
            node TEXT NOT NULL,
            boot INTEGER NOT NULL,
            term INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            PRIMARY KEY (kind, number)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE conversations ADD COLUMN section INTEGER NOT NULL DEFAULT 0;
        UPDATE conversations SET section = imkit_section(tenant, name);
        DROP INDEX conversations_undispatched;
        CREATE INDEX conversations_undispatched ON conversations (section, tenant, name) WHERE dispatched_seq < last_seq;
        """;

    // The index moves when a conversation begins to wait for its dispatch and when it waits no more, not with every entry: an index whose
    // condition reads last_seq is written with each.
    private const string Fourth = """
        ALTER TABLE conversations ADD COLUMN undispatched INTEGER NOT NULL DEFAULT 0;
        UPDATE conversations SET undispatched = 1 WHERE dispatched_seq < last_seq;
        DROP INDEX conversations_undispatched;
        CREATE INDEX conversations_undispatched ON conversations (section, tenant, name) WHERE undispatched = 1;
        """;
}
