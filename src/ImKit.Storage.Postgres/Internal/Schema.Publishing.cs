using ImKit.Storage.Postgres.Internal.Publishing;

namespace ImKit.Storage.Postgres.Internal;

internal static partial class Schema
{
    // What hosts publish: rows come and go, so vacuum is asked for by their number and not by a share of a table that is mostly empty. The conversation always stands
    // there, also where the host names a user: its rows have to be told apart from others by one look. The functions run with the rights of their
    // caller, who needs no more than to insert here. Two of one name, so that SQL may give text and programs bytes.
    private static string Publishing(SchemaName schema, int partitions) => $$"""
        CREATE TABLE {{schema}}.publish (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            conversation text COLLATE "C" NOT NULL,
            to_user text COLLATE "C" NOT NULL DEFAULT '',
            sender text COLLATE "C" NOT NULL,
            client_msg_id text COLLATE "C" NOT NULL,
            kind integer NOT NULL DEFAULT 1,
            format integer NOT NULL DEFAULT 1,
            body bytea NOT NULL,
            mentions text[] NOT NULL DEFAULT '{}',
            mentions_all boolean NOT NULL DEFAULT false,
            reply_to bigint NOT NULL DEFAULT 0,
            created timestamptz NOT NULL DEFAULT clock_timestamp()
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

        CREATE TABLE {{schema}}.publish_refused (
            id bigint PRIMARY KEY,
            tenant text COLLATE "C" NOT NULL,
            conversation text COLLATE "C" NOT NULL,
            to_user text COLLATE "C" NOT NULL,
            sender text COLLATE "C" NOT NULL,
            client_msg_id text COLLATE "C" NOT NULL,
            kind integer NOT NULL,
            format integer NOT NULL,
            body bytea NOT NULL,
            mentions text[] NOT NULL,
            mentions_all boolean NOT NULL,
            reply_to bigint NOT NULL,
            created timestamptz NOT NULL,
            refused timestamptz NOT NULL DEFAULT clock_timestamp(),
            code integer NOT NULL,
            reason text NOT NULL
        );

        CREATE TABLE {{schema}}.publish_lease (
            id integer PRIMARY KEY CHECK (id = 1),
            node text COLLATE "C" NOT NULL DEFAULT '',
            boot_id bigint NOT NULL DEFAULT 0,
            lease_until timestamptz NOT NULL DEFAULT 'epoch'
        ) WITH (fillfactor = 20);
        INSERT INTO {{schema}}.publish_lease (id) VALUES (1);

        {{PublishFunctions.IsText(schema)}}
        {{PublishFunctions.Direct(schema)}}
        {{PublishFunctions.Publish(schema)}}
        {{PublishFunctions.PublishText(schema)}}
        {{PublishFunctions.Retry(schema)}}
        """;
}
