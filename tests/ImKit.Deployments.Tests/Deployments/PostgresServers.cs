using ImKit.Storage.Postgres;

[assembly: AssemblyFixture(typeof(ImKit.Deployments.Tests.Deployments.PostgresServers))]

namespace ImKit.Deployments.Tests.Deployments;

/// <summary>One PostgreSQL server for all deployments, each in a schema of its own.</summary>
public sealed class PostgresServers : IAsyncLifetime
{
    private static PostgresServer? s_server;

    internal static Action<PostgresOptions> Schema(string name) => options =>
    {
        options.ConnectionString = (s_server ?? throw new InvalidOperationException("The fixture has not run.")).ConnectionString;
        (options.Schema, options.MaxConnections, options.Timeout) = (name, 8, TimeSpan.FromSeconds(30));
    };

    public async ValueTask InitializeAsync() => s_server = await PostgresServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (s_server is { } server)
            await server.DisposeAsync();
    }
}
