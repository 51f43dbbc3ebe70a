namespace ImKit.Deployments.Tests.Deployments;

/// <summary>Three nodes over RabbitMQ, the rest in PostgreSQL.</summary>
public sealed class RabbitMqDeployment : Deployment
{
    private RabbitMqServer? _rabbit;

    protected override int Count => 3;

    protected override async Task BeginAsync() => _rabbit = await RabbitMqServer.StartAsync();

    protected override void Deploy(IImKitBuilder builder) => builder
        .AddPostgres(PostgresServers.Schema("rabbitmq"))
        .AddRabbitMq(options =>
        {
            (options.ConnectionString, options.Application) = (_rabbit!.ConnectionString, "deployments");
            // A busy machine is no failure.
            (options.Timeout, options.ConnectTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        });

    protected override async Task EndAsync() => await (_rabbit?.DisposeAsync() ?? default);
}
