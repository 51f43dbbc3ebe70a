using System.Globalization;

namespace ImKit.Samples.Server;

/// <summary>Where conversations are kept, and where nodes meet. A further store is a further option here: nothing else of the sample knows.</summary>
internal static class ServerStore
{
    /// <summary>A name that stays the same over restarts: a new start takes the place of the old one at once.</summary>
    public static void Name(this NodeOptions node, ServerSettings settings)
    {
        if (settings.Redis.Length > 0)
            (node.Id, node.Number) = (string.Create(CultureInfo.InvariantCulture, $"server-{settings.Node}"), settings.Node);
    }

    public static void AddStore(this IImKitBuilder builder, ServerSettings settings)
    {
        if (settings.Postgres.Length > 0)
            builder.AddPostgresStores(postgres => postgres.ConnectionString = settings.Postgres);
        else
            builder.AddSqlite(Path.Combine(settings.Data, "im.db"));
        // One node knows in its process who is connected; several meet in Redis, and may talk over RabbitMQ.
        if (settings.Redis.Length > 0)
            builder.AddRedis(settings.Redis, application: "server");
        if (settings.RabbitMq.Length > 0)
            builder.AddRabbitMq(settings.RabbitMq, application: "server");
    }
}
