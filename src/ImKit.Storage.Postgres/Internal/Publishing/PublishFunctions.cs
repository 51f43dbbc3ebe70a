namespace ImKit.Storage.Postgres.Internal.Publishing;

/// <summary>The functions that a host's transaction calls, as a step of the schema makes them: never changed, replaced by a later step. Pure.</summary>
internal static class PublishFunctions
{
    /// <summary>The longest body that is taken; a node may be set to less.</summary>
    public const int MaxBodyBytes = 1_048_576;

    /// <summary>On which the nodes are told of rows.</summary>
    public static string Channel(SchemaName schema) => $"imkit_publish_{schema.Value}";

    public static string IsText(SchemaName schema) => $$"""
        CREATE FUNCTION {{schema}}.imkit_is_text(value text, max_bytes integer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
            SELECT octet_length(value) BETWEEN 1 AND max_bytes AND value !~ '[\u0001-\u001f\u007f-\u009f]'
        $body$;
        """;

    /// <summary>The id of a direct conversation, as <see cref="ConversationId.Direct"/> makes it.</summary>
    public static string Direct(SchemaName schema) => $$"""
        CREATE FUNCTION {{schema}}.imkit_direct(one text, other text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
        DECLARE
            a bytea := least(convert_to(one, 'UTF8'), convert_to(other, 'UTF8'));
            b bytea := greatest(convert_to(one, 'UTF8'), convert_to(other, 'UTF8'));
            bits bit varying;
            id text := 'd.';
        BEGIN
            bits := ('x' || substr(encode(sha256(int4send(length(a)) || a || int4send(length(b)) || b), 'hex'), 1, 32))::bit(128) || B'00';
            FOR i IN 0..25 LOOP
                id := id || substr('abcdefghijklmnopqrstuvwxyz234567', substring(bits FROM i * 5 + 1 FOR 5)::bit(5)::integer + 1, 1);
            END LOOP;
            RETURN id;
        END
        $body$;
        """;

    public static string Publish(SchemaName schema) => $$"""
        CREATE FUNCTION {{schema}}.imkit_publish({{Arguments("bytea")}}) RETURNS text LANGUAGE plpgsql VOLATILE AS $body$
        DECLARE
            users constant text := 'UTF-8, 1 to 128 bytes, no control characters';
            wrong text := CASE
                WHEN {{schema}}.imkit_is_text(sender, 128) IS NOT TRUE THEN 'sender has to be a user id: ' || users
                WHEN {{schema}}.imkit_is_text(client_msg_id, 64) IS NOT TRUE THEN 'client_msg_id has to be UTF-8, 1 to 64 bytes, no control characters'
                WHEN (conversation IS NULL) = (to_user IS NULL) THEN 'name either conversation or to_user'
                WHEN to_user IS NOT NULL AND NOT coalesce({{schema}}.imkit_is_text(to_user, 128), false) THEN 'to_user has to be a user id: ' || users
                WHEN conversation !~ '^[dg][.][\u0021-\u007e]{1,62}$' THEN 'conversation has to be the id of a direct or a group conversation: d. or g. and printable ASCII, at most 64 characters'
                WHEN tenant IS NULL OR tenant !~ '^[a-z0-9-]{0,32}$' THEN 'tenant has to be at most 32 characters of a-z, 0-9 and hyphen; empty for the default one'
                WHEN kind IS NULL OR NOT (kind = 1 OR kind >= 100) THEN 'kind has to be 1 (a message) or one of the host''s own, from 100 on'
                WHEN format IS NULL OR format NOT BETWEEN 1 AND 3 THEN 'format has to be 1 (text), 2 (JSON) or 3 (bytes)'
                WHEN body IS NULL OR length(body) = 0 THEN 'body is missing'
                WHEN length(body) > {{MaxBodyBytes}} THEN 'body is longer than {{MaxBodyBytes}} bytes'
                WHEN cardinality(mentions) > {{StoreArguments.MaxMentions}} THEN 'mentions names more than {{StoreArguments.MaxMentions}} users'
                WHEN EXISTS (SELECT FROM unnest(mentions) AS one (id) WHERE {{schema}}.imkit_is_text(one.id, 128) IS NOT TRUE) THEN 'mentions has to name user ids: ' || users
                WHEN reply_to IS NULL OR reply_to < 0 THEN 'reply_to has to be a seq, or 0'
            END;
        BEGIN
            IF wrong IS NOT NULL THEN
                RAISE EXCEPTION 'imkit_publish: %', wrong USING ERRCODE = 'invalid_parameter_value';
            END IF;
            IF format = 1 THEN
                PERFORM convert_from(body, 'UTF8');
            ELSIF format = 2 THEN
                PERFORM convert_from(body, 'UTF8')::json;
            END IF;
            conversation := coalesce(conversation, {{schema}}.imkit_direct(sender, to_user));
            INSERT INTO {{schema}}.publish (tenant, conversation, to_user, sender, client_msg_id, kind, format, body, mentions, mentions_all, reply_to)
            VALUES (tenant, conversation, coalesce(to_user, ''), sender, client_msg_id, kind, format, body, coalesce(mentions, '{}'), coalesce(mentions_all, false), reply_to);
            PERFORM pg_notify('{{Channel(schema)}}', '');
            RETURN conversation;
        END
        $body$;
        """;

    public static string PublishText(SchemaName schema) => $$"""
        CREATE FUNCTION {{schema}}.imkit_publish({{Arguments("text")}}) RETURNS text LANGUAGE sql VOLATILE AS $body$
            SELECT {{schema}}.imkit_publish(sender, client_msg_id, convert_to(body, 'UTF8'), conversation, to_user, tenant, kind, format, mentions, mentions_all, reply_to)
        $body$;
        """;

    /// <summary>One that was refused goes to the end of what waits.</summary>
    public static string Retry(SchemaName schema) => $$"""
        CREATE FUNCTION {{schema}}.imkit_publish_retry(refused_id bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $body$
        DECLARE
            known boolean;
        BEGIN
            WITH again AS (DELETE FROM {{schema}}.publish_refused r WHERE r.id = refused_id RETURNING r.*)
            INSERT INTO {{schema}}.publish (tenant, conversation, to_user, sender, client_msg_id, kind, format, body, mentions, mentions_all, reply_to)
            SELECT tenant, conversation, to_user, sender, client_msg_id, kind, format, body, mentions, mentions_all, reply_to FROM again;
            known := FOUND;
            PERFORM pg_notify('{{Channel(schema)}}', '');
            RETURN known;
        END
        $body$;
        """;

    private static string Arguments(string body) => $$"""
        sender text, client_msg_id text, body {{body}}, conversation text DEFAULT NULL, to_user text DEFAULT NULL, tenant text DEFAULT '', kind integer DEFAULT 1,
            format integer DEFAULT 1, mentions text[] DEFAULT '{}', mentions_all boolean DEFAULT false, reply_to bigint DEFAULT 0
        """;
}
