namespace ImKit.Storage.Postgres.Internal;

internal static partial class Schema
{
    // Who does the work of a section; no node: it was given back. All sections are there from the beginning, so that there is always a row to lock.
    // The term is part of the key for the sake of that lock: PostgreSQL lets a renewal, which changes no key, pass those who hold a row by
    // FOR KEY SHARE, and makes a change of the term wait for them. A conversation's section comes from Core's hash, so there is no default: who does
    // not know of sections makes no conversations.
    private static string Third(SchemaName schema, int partitions) => $"""
        CREATE TABLE {schema}.sections (
            kind integer NOT NULL,
            number integer NOT NULL,
            term bigint NOT NULL DEFAULT 0,
            node text COLLATE "C" NOT NULL DEFAULT '',
            boot_id bigint NOT NULL DEFAULT 0,
            lease_until timestamptz NOT NULL DEFAULT 'epoch',
            PRIMARY KEY (kind, number, term)
        ) WITH (fillfactor = 50);
        INSERT INTO {schema}.sections (kind, number)
            SELECT kind, number FROM unnest(ARRAY[{(int)SectionKind.Feed}, {(int)SectionKind.Dispatch}]) AS kind, generate_series(0, {Sections.Count - 1}) AS number;

        ALTER TABLE {schema}.conversations ADD COLUMN section integer NOT NULL DEFAULT 0;
        ALTER TABLE {schema}.conversations ALTER COLUMN section DROP DEFAULT;
        DROP INDEX {schema}.conversations_pending;
        CREATE INDEX conversations_pending ON {schema}.conversations (section, tenant, name) WHERE pending;
        """;
}
