using ImKit.Client;
using ImKit.Samples.Server;

namespace ImKit.Faults.Cluster;

/// <summary>Clients that say nothing and only stay connected, as most do most of the time.</summary>
internal sealed class IdleClients : IAsyncDisposable
{
    private readonly List<ImKitClient> _clients = [];

    /// <param name="count">How many.</param>
    /// <param name="servers">Where the client of a number finds servers, in its order.</param>
    /// <param name="data">The servers' folder, with the key of tokens.</param>
    public IdleClients(int count, Func<int, IEnumerable<Uri>> servers, string data)
    {
        var key = DevelopmentToken.KeyOf(data);
        for (var i = 0; i < count; i++)
        {
            var token = new DevelopmentToken($"idle{i}", "device", TimeProvider.System.GetUtcNow().AddDays(1)).Sign(key);
            var options = new ImKitClientOptions { Token = (_, _) => new(ClientToken.OfText(token)), FollowAll = false, MaxReconnectDelay = TimeSpan.FromSeconds(5) };
            foreach (var server in servers(i))
                options.Endpoints.Add(server);
            _clients.Add(new ImKitClient(options));
        }
    }

    public bool AreConnected => _clients.TrueForAll(static client => client.State == ClientConnectionState.Online);

    public void Start() => _clients.ForEach(static client => client.Start());

    public async ValueTask DisposeAsync() => await Task.WhenAll(_clients.Select(static client => client.DisposeAsync().AsTask()));
}
