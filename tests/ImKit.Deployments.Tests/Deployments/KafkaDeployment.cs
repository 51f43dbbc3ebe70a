namespace ImKit.Deployments.Tests.Deployments;

/// <summary>Three nodes over Kafka, by librdkafka's mock of it, the rest in PostgreSQL.</summary>
public sealed class KafkaDeployment : Deployment
{
    private readonly MockKafka _kafka = new();

    protected override int Count => 3;

    protected override Task BeginAsync()
    {
        _kafka.CreateTopics("deployments");
        return Task.CompletedTask;
    }

    protected override void Deploy(IImKitBuilder builder) => builder
        .AddPostgres(PostgresServers.Schema("kafka"))
        .AddKafka(options =>
        {
            (options.BootstrapServers, options.Application) = (_kafka.Servers, "deployments");
            // A busy machine is no failure.
            (options.Timeout, options.ConnectTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        });

    protected override Task EndAsync()
    {
        _kafka.Dispose();
        return Task.CompletedTask;
    }
}
