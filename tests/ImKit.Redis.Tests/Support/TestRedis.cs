[assembly: AssemblyFixture(typeof(ImKit.Redis.Tests.Support.TestRedis))]

namespace ImKit.Redis.Tests.Support;

/// <summary>The server of all tests that do not stop it.</summary>
public sealed class TestRedis : IAsyncLifetime
{
    private static RedisServer? s_server;
    private static int s_lastApplication;

    internal static RedisServer Server => s_server ?? throw new InvalidOperationException("The fixture has not run.");

    /// <summary>The name of an application that nobody else has.</summary>
    internal static string NewApplication() => $"test-{Interlocked.Increment(ref s_lastApplication)}";

    public async ValueTask InitializeAsync() => s_server = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
