using ImKit.Tests.Shared;

namespace ImKit.Faults.Network;

/// <summary>The servers that the nodes share: Redis, PostgreSQL with a clock of its own and on a small disk where that is possible, and RabbitMQ if it is asked for. Redis has the machine's clock: its allocator and libfaketime cannot be in one process.</summary>
internal sealed class Backends : IAsyncDisposable
{
    private const int DiskMegabytes = 400;
    private readonly List<Backend> _all = [];
    private readonly Stack<IAsyncDisposable> _owned = [];

    private Backends(FakeClock postgresClock) => PostgresClock = postgresClock;

    public FakeClock PostgresClock { get; }

    public SmallDisk? Disk { get; private set; }

    public IReadOnlyList<Backend> All => _all;

    public Backend Postgres => _all.First(static backend => backend.Peer == Peer.Postgres);

    /// <param name="clocks">Where clocks are kept.</param>
    /// <param name="rabbitMq">Whether nodes talk over RabbitMQ.</param>
    public static async Task<Backends> StartAsync(string clocks, bool rabbitMq)
    {
        var backends = new Backends(await FakeClock.CreateAsync(Path.Combine(clocks, "postgres")));
        try
        {
            await backends.StartAsync(rabbitMq);
            return backends;
        }
        catch
        {
            await backends.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var server))
            await server.DisposeAsync();
    }

    private async Task StartAsync(bool rabbitMq)
    {
        var redis = Own(await RedisServer.StartAsync());
        _all.Add(new Backend("Redis", Peer.Redis, redis.Port, () => redis.ProcessId, () => Now(redis.Kill), redis.StartAgainAsync));
        if (SmallDisk.IsPossible)
            Disk = Own(await SmallDisk.CreateAsync(DiskMegabytes));
        var folder = Disk is { } disk ? Directory.CreateDirectory(Path.Combine(disk.Folder, "postgres")).FullName : Directory.CreateTempSubdirectory("imkit-pg-").FullName;
        // Little is kept ready, so that a full disk is felt.
        var postgres = Own(await PostgresServer.StartInAsync(folder, PostgresClock.Prefix, "min_wal_size = 32MB", "max_wal_size = 64MB", "wal_recycle = off"));
        _all.Add(new Backend("PostgreSQL", Peer.Postgres, postgres.Port, () => postgres.ProcessId, () => Now(postgres.Kill), postgres.StartAgainAsync));
        if (!rabbitMq)
            return;
        var rabbit = Own(await RabbitMqServer.StartAsync());
        _all.Add(new Backend("RabbitMQ", Peer.RabbitMq, rabbit.Port, () => rabbit.ProcessId, rabbit.KillAsync, rabbit.StartAgainAsync));
    }

    private T Own<T>(T server)
        where T : IAsyncDisposable
    {
        _owned.Push(server);
        return server;
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
