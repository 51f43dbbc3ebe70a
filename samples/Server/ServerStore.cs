namespace ImKit.Samples.Server;

/// <summary>Where conversations are kept. A further store is a further option here: nothing else of the sample knows.</summary>
internal static class ServerStore
{
    public static void AddStore(this IImKitBuilder builder, ServerSettings settings)
    {
        // One node: who is connected is known in the process.
        if (settings.Postgres.Length > 0)
            builder.AddPostgresStores(postgres => postgres.ConnectionString = settings.Postgres);
        else
            builder.AddSqlite(Path.Combine(settings.Data, "im.db"));
    }
}
