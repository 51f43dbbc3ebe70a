namespace ImKit.Samples.Server;

/// <summary>Where conversations are kept. A further store is a further option here: nothing else of the sample knows.</summary>
internal static class ServerStore
{
    public static void AddStore(this IImKitBuilder builder, ServerSettings settings) => builder.AddSqlite(Path.Combine(settings.Data, "im.db"));
}
