namespace ImKit.Deployments.Tests.Deployments;

/// <summary>Three nodes over Redis, conversations in PostgreSQL.</summary>
public sealed class RedisDeployment : Deployment
{
    private RedisServer? _redis;

    protected override int Count => 3;

    protected override async Task BeginAsync() => _redis = await RedisServer.StartAsync();

    protected override void Deploy(IImKitBuilder builder) => builder
        .AddPostgresStores(PostgresServers.Schema("redis"))
        .AddRedis(options =>
        {
            (options.ConnectionString, options.Application) = (_redis!.ConnectionString, "deployments");
            // A busy machine is no failure.
            (options.Timeout, options.ConnectTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        });

    protected override async Task EndAsync() => await (_redis?.DisposeAsync() ?? default);
}
