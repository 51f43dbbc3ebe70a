using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Tests;

public sealed class HostingTests
{
    private readonly string _schema = TestDatabase.NewSchema();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddPostgres_takes_the_place_of_the_default_stores_and_node_seams()
    {
        using var host = Build(builder => builder.AddPostgres(Configure));
        Type[] seams =
        [
            typeof(IMessageStore), typeof(IConversationStore), typeof(IFeedStore), typeof(IContactStore), typeof(ISectionStore), typeof(ISessionDirectory), typeof(INodeRegistry),
        ];
        foreach (var seam in seams)
            Assert.Equal("ImKit.Storage.Postgres", host.Services.GetRequiredService(seam).GetType().Assembly.GetName().Name);
        await host.StartAsync(Cancel);
        var messages = host.Services.GetRequiredService<IMessageStore>();
        await messages.AppendAsync([Sample.Message(Sample.Group(), "1")], Cancel);
        await host.StopAsync(Cancel);
        var late = await Assert.ThrowsAsync<StorageException>(async () => await messages.AppendAsync([Sample.Message(Sample.Group(), "2")], Cancel));
        Assert.Contains("closed", late.Message);
    }

    [Fact]
    public void AddPostgresStores_leaves_sessions_and_nodes_where_they_are()
    {
        using var host = Build(builder => builder.AddPostgresStores(Configure));
        Assert.Equal("ImKit.Storage.Postgres", host.Services.GetRequiredService<IMessageStore>().GetType().Assembly.GetName().Name);
        Assert.Null(host.Services.GetService<ISessionDirectory>());
        Assert.Null(host.Services.GetService<INodeRegistry>());
    }

    [Fact]
    public async Task Writes_under_way_when_the_host_stops_are_finished()
    {
        using var host = Build(builder => builder.AddPostgres(Configure));
        await host.StartAsync(Cancel);
        var (messages, feed) = (host.Services.GetRequiredService<IMessageStore>(), host.Services.GetRequiredService<IFeedStore>());
        var group = Sample.Group();
        var sending = Enumerable.Range(0, 50).Select(i => messages.AppendAsync([Sample.Message(group, $"{i}")], Cancel).AsTask()).ToArray();
        var reserving = Enumerable.Range(0, 50).Select(i => feed.ReserveVersionsAsync(i, 10, Cancel).AsTask()).ToArray();
        await host.StopAsync(Cancel);
        Assert.All(await Task.WhenAll(sending), outcomes => Assert.Equal(AppendStatus.Committed, outcomes[0].Status));
        Assert.All(await Task.WhenAll(reserving), first => Assert.Equal(1, first));
    }

    [Fact]
    public async Task Health_names_the_store_while_its_writes_fail_and_not_before_or_after()
    {
        using var host = Build(builder => builder.AddPostgres(Configure));
        await host.StartAsync(Cancel);
        var health = host.Services.GetRequiredService<HealthCheckService>();
        var messages = host.Services.GetRequiredService<IMessageStore>();
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(health));
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"ALTER TABLE {_schema}.entries RENAME TO gone");
        await Assert.ThrowsAsync<StorageException>(async () => await messages.AppendAsync([Sample.Message(Sample.Group(), "1")], Cancel));
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(health));
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"ALTER TABLE {_schema}.gone RENAME TO entries");
        await messages.AppendAsync([Sample.Message(Sample.Group(), "1")], Cancel);
        Assert.Equal(HealthStatus.Healthy, await StatusAsync(health));
        await host.StopAsync(Cancel);
        Assert.Equal(HealthStatus.Degraded, await StatusAsync(health));
    }

    [Fact]
    public async Task Beyond_the_queue_a_call_fails_at_once_and_is_counted()
    {
        await using var stores = new PostgresStores(schema: _schema, configure: static options => (options.MaxConnections, options.QueueCapacity) = (2, 16));
        var group = Sample.Group();
        await stores.AppendAsync(Sample.Message(group, "1"));
        Task<AppendOutcome>[] waiting;
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT id FROM {_schema}.conversations FOR UPDATE"))
        {
            waiting = [.. Enumerable.Range(0, 18).Select(i => stores.AppendAsync(Sample.Message(group, $"w{i}")))];
            await other.WaitersAsync(TestDatabase.ConnectionString, stores.Name, 1);
            var refused = await Assert.ThrowsAsync<StorageException>(() => stores.AppendAsync(Sample.Message(group, "one too many")));
            Assert.Contains("16 calls wait", refused.Message);
        }

        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
        Assert.Equal(1, stores.Database.Statistics.Rejected);
    }

    [Fact]
    public async Task A_password_is_in_no_log_and_no_error()
    {
        var log = new FakeLogCollector();
        using var host = Build(builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(log)));
            builder.AddPostgres("Host=127.0.0.1;Port=1;Username=imkit;Password=s3cret-word");
        });
        var failure = await Assert.ThrowsAsync<StorageException>(() => host.StartAsync(Cancel));
        Assert.DoesNotContain("s3cret", $"{failure}");
        Assert.NotEmpty(log.GetSnapshot());
        Assert.All(log.GetSnapshot(), record => Assert.DoesNotContain("s3cret", $"{record.Message}{record.Exception}"));
    }

    [Fact]
    public async Task A_server_that_acknowledges_before_the_disk_is_a_start_error_unless_the_options_allow_it()
    {
        var loose = TestDatabase.ConnectionString + ";Options=-c synchronous_commit=off";
        await using var refused = new PostgresStores(loose, _schema);
        Assert.Contains("synchronous_commit=off", (await Assert.ThrowsAsync<StorageException>(async () => await refused.Database.OpenAsync(Cancel))).Message);
        await using var allowed = new PostgresStores(loose, _schema, static options => options.AllowAsynchronousCommit = true);
        await allowed.Database.OpenAsync(Cancel);
    }

    [Fact]
    public async Task Every_wrong_option_is_named_at_the_start()
    {
        using var host = Build(builder => builder.AddPostgres(static options =>
        {
            options.ConnectionString = "Host=db;Password=s3cret-word;Nonsense=1";
            options.Schema = "Im-Kit";
            options.Partitions = 0;
            options.MaxConnections = 1;
            options.QueueCapacity = 1;
            options.MaxRefused = 0;
            options.Timeout = TimeSpan.Zero;
            options.LockTimeout = TimeSpan.FromHours(2);
        }));
        var errors = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        foreach (var option in typeof(PostgresOptions).GetProperties().Where(static option => option.PropertyType != typeof(bool)))
            Assert.Contains($"PostgresOptions.{option.Name} is", errors.Message);
        Assert.DoesNotContain("s3cret", errors.Message);
    }

    private static async Task<HealthStatus> StatusAsync(HealthCheckService health) => (await health.CheckHealthAsync(Cancel)).Entries["imkit-postgres"].Status;

    private void Configure(PostgresOptions options)
    {
        options.ConnectionString = TestDatabase.ConnectionString;
        options.Schema = _schema;
        options.Timeout = TimeSpan.FromSeconds(60);
    }

    private static IHost Build(Action<IImKitBuilder> add)
    {
        var application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        InMemoryStores.TryAdd(application.Services);
        add(new Builder(application.Services));
        return application.Build();
    }

    private sealed record Builder(IServiceCollection Services) : IImKitBuilder;
}
