using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit.Kafka.Tests;

public sealed class HostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddKafka_takes_the_place_of_the_broker_and_is_healthy_while_the_host_runs()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopics("hosting");
        using var host = Build(builder => builder.AddKafka(options =>
        {
            options.BootstrapServers = kafka.Servers;
            options.Application = "hosting";
            (options.Timeout, options.ConnectTimeout) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        }));
        Assert.IsType<KafkaBroker>(host.Services.GetRequiredService<IBroker>());
        await host.StartAsync(Cancel);
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(host));
        await host.StopAsync(Cancel);
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(host));
        var late = await Assert.ThrowsAsync<StorageException>(
            async () => await host.Services.GetRequiredService<IBroker>().PublishAsync(new NodeId("n"), "", default, Cancel));
        Assert.Contains("closed", late.Message);
    }

    [Fact]
    public async Task A_Kafka_that_is_not_there_is_a_start_error()
    {
        using var host = Build(static builder => builder.AddKafka(static options =>
        {
            (options.BootstrapServers, options.Application, options.ConnectTimeout) = ("127.0.0.1:1", "absent", TimeSpan.FromSeconds(1));
        }));
        Assert.Contains("Kafka cannot be reached", (await Assert.ThrowsAsync<StorageException>(() => host.StartAsync(Cancel))).Message);
    }

    [Theory]
    [InlineData(true, "could not be created")]
    [InlineData(false, "CreateTopics is false")]
    public async Task A_topic_that_is_missing_and_cannot_be_created_is_a_start_error_that_says_what_to_create(bool create, string why)
    {
        using var kafka = new MockKafka();
        // The mock does not know how to create topics, as a Kafka that does not allow it.
        var failure = await Assert.ThrowsAsync<StorageException>(
            () => kafka.OpenAsync("missing", options => (options.CreateTopics, options.ConnectTimeout) = (create, TimeSpan.FromSeconds(5))));
        Assert.Contains("Kafka has no topic 'imkit.missing'", failure.Message);
        Assert.Contains(why, failure.Message);
        Assert.Contains("at least 16 partitions, max.message.bytes=2097152, cleanup.policy=delete and retention.ms=600000", failure.Message);
    }

    [Fact]
    public async Task A_topic_of_too_few_partitions_is_a_start_error_that_says_how_many()
    {
        using var kafka = new MockKafka();
        kafka.CreateTopics("few", partitions: 3);
        var failure = await Assert.ThrowsAsync<StorageException>(() => kafka.OpenAsync("few"));
        Assert.Contains("'imkit.few' has 3 partitions, which are too few. It needs at least 16 partitions", failure.Message);
        await using var fits = await kafka.OpenAsync("few", static options => options.Partitions = 3);
        Assert.True(fits.IsUp);
    }

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge)]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    public async Task A_topic_that_does_not_take_the_largest_message_is_a_start_error_that_says_so(ErrorCode error)
    {
        using var kafka = new MockKafka();
        kafka.CreateTopics("narrow");
        kafka.Refuse(error);
        var failure = await Assert.ThrowsAsync<StorageException>(() => kafka.OpenAsync("narrow"));
        Assert.Contains("'imkit.narrow' does not take a message of 1048576 bytes", failure.Message);
        Assert.Contains("max.message.bytes=2097152", failure.Message);
    }

    [Fact]
    public async Task Every_wrong_option_is_named_at_the_start()
    {
        using var host = Build(static builder => builder.AddKafka(static options =>
        {
            options.Partitions = 0;
            options.ReplicationFactor = 0;
            options.Retention = TimeSpan.Zero;
            options.Timeout = TimeSpan.Zero;
            options.ConnectTimeout = TimeSpan.FromHours(1);
            options.MaxPendingMessages = 0;
            options.Prefetch = 0;
            options.Parallelism = 0;
        }));
        var errors = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        string[] free = [nameof(KafkaOptions.Configuration), nameof(KafkaOptions.CreateTopics)];
        foreach (var option in typeof(KafkaOptions).GetProperties().Where(option => !free.Contains(option.Name)))
            Assert.Contains($"KafkaOptions.{option.Name} is", errors.Message);
    }

    [Theory]
    [InlineData("kafka-1:9092", null, true)]
    [InlineData("localhost:9092,127.0.0.1:9093", null, false)]
    [InlineData("localhost:9092,kafka-1:9092", SecurityProtocol.SaslPlaintext, true)]
    [InlineData("kafka-1:9092", SecurityProtocol.SaslSsl, false)]
    public void A_way_over_a_network_in_the_clear_is_told(string servers, SecurityProtocol? protocol, bool exposed) =>
        Assert.Equal(exposed, KafkaSettings.IsExposed(new ClientConfig { BootstrapServers = servers, SecurityProtocol = protocol }));

    private static async Task<HealthStatus> StatusAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel)).Entries["imkit-kafka"].Status;

    private static IHost Build(Action<IImKitBuilder> add)
    {
        var application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        add(new Builder(application.Services));
        return application.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IImKitBuilder;
}
