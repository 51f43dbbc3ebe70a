namespace ImKit.Storage.Postgres.Internal;

internal static partial class Schema
{
    // Nodes of the version before do everything, and say neither how much they take nor where.
    private static string NodeRoles(SchemaName schema, int partitions) => $"""
        ALTER TABLE {schema}.nodes
            ADD COLUMN roles integer NOT NULL DEFAULT {(int)ImKit.NodeRoles.All},
            ADD COLUMN capacity integer NOT NULL DEFAULT 0,
            ADD COLUMN endpoints text NOT NULL DEFAULT ''
        """;
}
