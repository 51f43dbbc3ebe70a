using ImKit.Redis.Internal.Bans;
using ImKit.Redis.Internal.Messages;
using ImKit.Redis.Internal.Nodes;
using ImKit.Redis.Internal.Permits;
using ImKit.Redis.Internal.Sessions;
using Microsoft.Extensions.Options;

namespace ImKit.Redis.Tests.Support;

/// <summary>The seams as one node has them, without a host.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private RedisNode(RedisConnection connection)
    {
        var live = new LiveNodes(connection);
        Connection = connection;
        Live = live;
        Directory = new RedisSessionDirectory(connection, live);
        Registry = new RedisNodeRegistry(connection, live);
        Broker = new RedisBroker(connection);
        Counts = new RedisRoomCounts(connection, live);
        Bans = new RedisBanExchange(connection);
        Permits = new RedisPermitExchange(connection);
    }

    public RedisConnection Connection { get; }

    public LiveNodes Live { get; }

    public ISessionDirectory Directory { get; }

    public INodeRegistry Registry { get; }

    public IBroker Broker { get; }

    public IRoomCounts Counts { get; }

    public IBanExchange Bans { get; }

    public IPermitExchange Permits { get; }

    public static async Task<RedisNode> OpenAsync(string application, RedisServer? server = null, Action<RedisOptions>? configure = null)
    {
        var options = new RedisOptions
        {
            ConnectionString = (server ?? TestRedis.Server).ConnectionString,
            Application = application,
            // A busy machine is no failure.
            Timeout = TimeSpan.FromSeconds(10),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PollInterval = TimeSpan.FromMilliseconds(100),
        };
        configure?.Invoke(options);
        var connection = new RedisConnection(Options.Create(options));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return new RedisNode(connection);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
