using ImKit.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit.Storage.Tests.Sqlite;

public sealed class HostingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddSqlite_takes_the_place_of_the_default_stores_and_the_file_is_closed_with_the_host()
    {
        using (var host = Build(builder => builder.AddSqlite(_folder.File("im.db"))))
        {
            await host.StartAsync(Cancel);
            Assert.True(File.Exists(_folder.File("im.db")));
            foreach (var store in new object[] { host.Services.GetRequiredService<IConversationStore>(), host.Services.GetRequiredService<IFeedStore>() })
                Assert.Equal("ImKit.Storage.Sqlite", store.GetType().Assembly.GetName().Name);
            var messages = host.Services.GetRequiredService<IMessageStore>();
            await messages.AppendAsync([Sample.Message("a", "1")], Cancel);
            await host.StopAsync(Cancel);

            // Closed cleanly: everything is in the one file.
            Assert.Equal([_folder.File("im.db")], Directory.GetFiles(_folder.Path));
            var late = await Assert.ThrowsAsync<StorageException>(async () => await messages.AppendAsync([Sample.Message("a", "2")], Cancel));
            Assert.Contains("closed", late.Message);
        }

        await using var again = new SqliteStores(_folder.File("im.db"));
        Assert.Single(await again.LogAsync("a"));
    }

    [Fact]
    public async Task Writes_under_way_when_the_host_stops_are_finished()
    {
        using var host = Build(builder => builder.AddSqlite(_folder.File("im.db")));
        await host.StartAsync(Cancel);
        var messages = host.Services.GetRequiredService<IMessageStore>();
        var sending = Enumerable.Range(0, 100).Select(i => messages.AppendAsync([Sample.Message("a", $"{i}")], Cancel).AsTask()).ToArray();
        await host.StopAsync(Cancel);
        Assert.All(await Task.WhenAll(sending), outcomes => Assert.Equal(AppendStatus.Committed, outcomes[0].Status));
    }

    [Fact]
    public async Task Health_names_the_store_while_its_writes_fail_and_not_before_or_after()
    {
        using var host = Build(builder => builder.AddSqlite(options =>
        {
            options.Path = _folder.File("im.db");
            options.MaxFileBytes = 1 << 20;
        }));
        await host.StartAsync(Cancel);
        var health = host.Services.GetRequiredService<HealthCheckService>();
        var messages = host.Services.GetRequiredService<IMessageStore>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancel)).Entries["imkit-sqlite"].Status);
        await Assert.ThrowsAsync<StorageException>(async () => await messages.AppendAsync([Sample.Message("a", "too big", 2_000_000)], Cancel));
        var failing = (await health.CheckHealthAsync(Cancel)).Entries["imkit-sqlite"];
        Assert.Equal(HealthStatus.Degraded, failing.Status);
        Assert.DoesNotContain(_folder.Path, failing.Description);
        await messages.AppendAsync([Sample.Message("a", "fits")], Cancel);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(Cancel)).Entries["imkit-sqlite"].Status);
        await host.StopAsync(Cancel);
        Assert.Equal(HealthStatus.Degraded, (await health.CheckHealthAsync(Cancel)).Entries["imkit-sqlite"].Status);
    }

    [Fact]
    public async Task A_wrong_file_is_a_start_error()
    {
        await File.WriteAllTextAsync(_folder.File("im.db"), new string('x', 5000), Cancel);
        using var host = Build(builder => builder.AddSqlite(_folder.File("im.db")));
        Assert.Contains("im.db", (await Assert.ThrowsAsync<StorageException>(() => host.StartAsync(Cancel))).Message);
    }

    [Fact]
    public async Task Every_wrong_option_is_named_at_the_start()
    {
        using var host = Build(builder => builder.AddSqlite(options =>
        {
            options.Path = " ";
            options.Durability = (SqliteDurability)9;
            options.ReaderThreads = 0;
            options.QueueCapacity = 1;
            options.MaxCallsPerCommit = 0;
            options.CheckpointPages = 99;
            options.Timeout = TimeSpan.Zero;
            options.BusyTimeout = TimeSpan.FromDays(1);
            options.MaxFileBytes = 5;
        }));
        var errors = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));
        foreach (var option in typeof(SqliteOptions).GetProperties())
            Assert.Contains($"SqliteOptions.{option.Name} is", errors.Message);
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData("file:im.db?mode=memory")]
    public async Task A_path_that_is_no_plain_file_is_refused(string path)
    {
        using var host = Build(builder => builder.AddSqlite(path));
        Assert.Contains("plain file path", (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel))).Message);
    }

    [Fact]
    public void A_container_that_is_disposed_without_having_been_used_is_quiet()
    {
        var builder = new Builder(new ServiceCollection());
        builder.AddSqlite(_folder.File("im.db"));
        using (var services = builder.Services.AddLogging().BuildServiceProvider())
            Assert.NotNull(services.GetRequiredService<IMessageStore>());
        Assert.Empty(Directory.GetFiles(_folder.Path));
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
