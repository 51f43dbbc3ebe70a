namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>The chat as a process on a port and a data folder that stay the same when it is started again.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly int _port = Ports.Free(1)[0];
    private SampleProcess? _process;

    public string Url => $"http://127.0.0.1:{_port}/";

    public static async Task<ChatServer> StartAsync()
    {
        var server = new ChatServer();
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync() =>
        _process = await SampleProcess.StartAsync("Chat", "--urls", $"http://127.0.0.1:{_port}", "--data", _data.Path);

    /// <summary>SIGTERM.</summary>
    public async Task<int> StopAsync()
    {
        _process!.Terminate();
        var exitCode = await _process.WaitForExitAsync();
        await _process.DisposeAsync();
        return exitCode;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _data.Dispose();
    }
}
