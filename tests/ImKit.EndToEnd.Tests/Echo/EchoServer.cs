namespace ImKit.EndToEnd.Tests.Echo;

/// <summary>A process that echoes WebSocket messages over one of the transports.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly SampleProcess _process;

    private EchoServer(SampleProcess process) => _process = process;

    /// <summary>Where it listens, such as <c>ws://127.0.0.1:40001/</c>.</summary>
    public string Url => _process.ReadyLine.Split(' ').Single(static word => word.StartsWith("ws://", StringComparison.Ordinal));

    public static async Task<EchoServer> StartAsync(string transport) =>
        new(await SampleProcess.StartAsync("ImKit.EchoHost", "--port", "0", "--transport", transport));

    /// <summary>SIGTERM.</summary>
    public async Task<int> StopAsync()
    {
        _process.Terminate();
        return await _process.WaitForExitAsync();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
