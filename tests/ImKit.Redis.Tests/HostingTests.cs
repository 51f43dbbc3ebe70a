using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace ImKit.Redis.Tests;

public sealed class HostingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddRedis_takes_the_place_of_the_node_seams_and_is_healthy_while_the_host_runs()
    {
        using var host = Build(static builder => builder.AddRedis(TestRedis.Server.ConnectionString, "hosting"));
        foreach (var seam in new[] { typeof(ISessionDirectory), typeof(INodeRegistry), typeof(IBroker) })
            Assert.Equal("ImKit.Redis", host.Services.GetRequiredService(seam).GetType().Assembly.GetName().Name);
        await host.StartAsync(Cancel);
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(host));
        await host.StopAsync(Cancel);
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(host));
        var late = await Assert.ThrowsAsync<StorageException>(
            async () => await host.Services.GetRequiredService<IBroker>().PublishAsync(new NodeId("n"), "", default, Cancel));
        Assert.Contains("closed", late.Message);
    }

    [Fact]
    public async Task A_Redis_that_is_not_there_is_a_start_error_without_its_password()
    {
        var log = new FakeLogCollector();
        using var host = Build(builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(log)));
            builder.AddRedis(static options =>
            {
                options.ConnectionString = "127.0.0.1:1,user=imkit,password=s3cret-word";
                options.Application = "absent";
                options.ConnectTimeout = TimeSpan.FromSeconds(0.5);
            });
        });
        var failure = await Assert.ThrowsAsync<StorageException>(() => host.StartAsync(Cancel));
        Assert.Contains("cannot be reached", failure.Message);
        Assert.DoesNotContain("s3cret", $"{failure}");
        Assert.All(log.GetSnapshot(), static record => Assert.DoesNotContain("s3cret", $"{record.Message}{record.Exception}"));
    }

    [Fact]
    public async Task Every_wrong_option_is_named_at_the_start()
    {
        using var host = Build(static builder => builder.AddRedis(static options =>
        {
            options.ConnectionString = "redis:6379,password=s3cret-word,nonsense=1";
            options.Timeout = TimeSpan.Zero;
            options.ConnectTimeout = TimeSpan.FromHours(1);
            options.MaxPendingCalls = 0;
            options.MaxWaitingMessages = 1;
            options.BatchSize = 0;
            options.LeaseMemory = TimeSpan.FromSeconds(11);
            options.PollInterval = TimeSpan.Zero;
        }));
        var errors = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        foreach (var option in typeof(RedisOptions).GetProperties().Where(static option => option.Name != nameof(RedisOptions.Configuration)))
            Assert.Contains($"RedisOptions.{option.Name} is", errors.Message);
        Assert.DoesNotContain("s3cret", errors.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("a:b")]
    [InlineData("a{b}")]
    [InlineData("*")]
    public async Task An_application_has_a_name_that_can_stand_in_keys(string application)
    {
        using var host = Build(builder => builder.AddRedis("localhost", application));
        Assert.Contains("RedisOptions.Application is", (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel))).Message);
    }

    private static async Task<HealthStatus> StatusAsync(IHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancel)).Entries["imkit-redis"].Status;

    private static IHost Build(Action<IImKitBuilder> add)
    {
        var application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        add(new Builder(application.Services));
        return application.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IImKitBuilder;
}
