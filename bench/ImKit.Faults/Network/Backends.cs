using ImKit.Tests.Shared;

namespace ImKit.Faults.Network;

/// <summary>The Redis and the PostgreSQL that the nodes share, PostgreSQL with a clock of its own and on a small disk where that is possible. Redis has the machine's clock: its allocator and libfaketime cannot be in one process.</summary>
internal sealed class Backends : IAsyncDisposable
{
    private const int DiskMegabytes = 400;
    private RedisServer? _redis;
    private PostgresServer? _postgres;

    private Backends(FakeClock postgresClock, SmallDisk? disk) => (PostgresClock, Disk) = (postgresClock, disk);

    public FakeClock PostgresClock { get; }

    public SmallDisk? Disk { get; }

    public RedisServer Redis => _redis!;

    public PostgresServer Postgres => _postgres!;

    public static async Task<Backends> StartAsync(string clocks)
    {
        var backends = new Backends(await FakeClock.CreateAsync(Path.Combine(clocks, "postgres")), SmallDisk.IsPossible ? await SmallDisk.CreateAsync(DiskMegabytes) : null);
        try
        {
            await backends.StartAsync();
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
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (Disk is not null)
            await Disk.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _redis = await RedisServer.StartAsync();
        var folder = Disk is { } disk ? Directory.CreateDirectory(Path.Combine(disk.Folder, "postgres")).FullName : Directory.CreateTempSubdirectory("imkit-pg-").FullName;
        // Little is kept ready, so that a full disk is felt.
        _postgres = await PostgresServer.StartInAsync(folder, PostgresClock.Prefix, "min_wal_size = 32MB", "max_wal_size = 64MB", "wal_recycle = off");
    }
}
