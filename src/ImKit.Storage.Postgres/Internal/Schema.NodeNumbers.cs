namespace ImKit.Storage.Postgres.Internal;

internal static partial class Schema
{
    // Nodes of the version before do not say theirs.
    private static string NodeNumbers(SchemaName schema, int partitions) => $"ALTER TABLE {schema}.nodes ADD COLUMN number integer NOT NULL DEFAULT -1";
}
