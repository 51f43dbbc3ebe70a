using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace ImKit.RabbitMq.Tests;

public sealed class HostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddRabbitMq_takes_the_place_of_the_broker_and_is_healthy_while_the_host_runs()
    {
        using var host = Build(static builder => builder.AddRabbitMq(static options =>
        {
            options.ConnectionString = TestRabbitMq.Server.ConnectionString;
            options.Application = "hosting";
            options.ConnectTimeout = TimeSpan.FromSeconds(30);
        }));
        Assert.IsType<RabbitMqBroker>(host.Services.GetRequiredService<IBroker>());
        await host.StartAsync(Cancel);
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(host));
        await host.StopAsync(Cancel);
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(host));
        var late = await Assert.ThrowsAsync<StorageException>(
            async () => await host.Services.GetRequiredService<IBroker>().PublishAsync(new NodeId("n"), "", default, Cancel));
        Assert.Contains("closed", late.Message);
    }

    [Theory]
    [InlineData("amqp://imkit:s3cret-word@127.0.0.1:1", "cannot be reached")]
    [InlineData(null, "does not take the user")]
    public async Task A_RabbitMQ_that_cannot_be_had_is_a_start_error_without_its_password(string? connection, string reason)
    {
        var log = new FakeLogCollector();
        using var host = Build(builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(log)));
            builder.AddRabbitMq(options =>
            {
                options.ConnectionString = connection ?? TestRabbitMq.Server.ConnectionString.Replace("guest:guest", "guest:s3cret-word", StringComparison.Ordinal);
                options.Application = "absent";
                options.ConnectTimeout = TimeSpan.FromSeconds(30);
            });
        });
        var failure = await Assert.ThrowsAsync<StorageException>(() => host.StartAsync(Cancel));
        Assert.Contains(reason, failure.Message);
        Assert.DoesNotContain("s3cret", $"{failure}");
        Assert.All(log.GetSnapshot(), static record => Assert.DoesNotContain("s3cret", $"{record.Message}{record.Exception}"));
    }

    [Fact]
    public async Task An_exchange_of_another_kind_under_the_applications_name_is_a_start_error_that_says_so()
    {
        await using var first = await TestRabbitMq.OpenAsync("other");
        await TestRabbitMq.Server.ControlAsync("eval", """rabbit_exchange:declare({resource, <<"/">>, exchange, <<"imkit.taken">>}, fanout, true, false, false, [], <<"test">>).""");
        var failure = await Assert.ThrowsAsync<StorageException>(() => TestRabbitMq.OpenAsync("taken"));
        Assert.Contains("RabbitMQ refused what ImKit needs: PRECONDITION_FAILED", failure.Message);
    }

    [Fact]
    public async Task Every_wrong_option_is_named_at_the_start()
    {
        using var host = Build(static builder => builder.AddRabbitMq(static options =>
        {
            options.ConnectionString = "rabbit:s3cret-word";
            options.Hosts = ["rabbit:0"];
            options.Timeout = TimeSpan.Zero;
            options.ConnectTimeout = TimeSpan.FromHours(1);
            options.Heartbeat = TimeSpan.Zero;
            options.MaxPendingMessages = 0;
            options.MaxWaitingMessages = 1;
            options.MaxWaitingBytes = 1;
            options.Prefetch = 0;
            options.Parallelism = 0;
            options.QueueExpiry = TimeSpan.Zero;
        }));
        var errors = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        foreach (var option in typeof(RabbitMqOptions).GetProperties().Where(static option => option.Name != nameof(RabbitMqOptions.Configuration)))
            Assert.Contains($"RabbitMqOptions.{option.Name} is", errors.Message);
        Assert.DoesNotContain("s3cret", errors.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("a:b")]
    [InlineData("#")]
    public async Task An_application_has_a_name_that_can_stand_before_those_of_queues(string application)
    {
        using var host = Build(builder => builder.AddRabbitMq("amqp://localhost", application));
        Assert.Contains("RabbitMqOptions.Application is", (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel))).Message);
    }

    [Fact]
    public void Hosts_take_the_port_and_the_encryption_of_the_connection_string_and_show_certificates_of_their_own()
    {
        var options = new RabbitMqOptions { ConnectionString = "amqps://user:word@first", Hosts = ["one", "two:5999", "[::1]:5998"] };
        var endpoints = RabbitMqSettings.Endpoints(options, RabbitMqSettings.Create(options));
        Assert.Equal([("one", 5671), ("two", 5999), ("[::1]", 5998)], endpoints.Select(static one => (one.HostName, one.Port)));
        Assert.All(endpoints, static one => Assert.Equal((true, one.HostName), (one.Ssl.Enabled, one.Ssl.ServerName)));
    }

    private static async Task<HealthStatus> StatusAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel)).Entries["imkit-rabbitmq"].Status;

    private static IHost Build(Action<IImKitBuilder> add)
    {
        var application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        add(new Builder(application.Services));
        return application.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IImKitBuilder;
}
