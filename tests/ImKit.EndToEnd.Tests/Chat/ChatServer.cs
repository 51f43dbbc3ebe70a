namespace ImKit.EndToEnd.Tests.Chat;

/// <summary>The chat as a process on a port and a data folder that stay the same when it is started again.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly int[] _ports = Ports.Free(2);
    private readonly string? _transport;
    private SampleProcess? _process;

    private ChatServer(string? transport) => _transport = transport;

    public string Url => $"http://127.0.0.1:{_ports[0]}/";

    /// <param name="transport">What carries the WebSocket; null for the chat's own choice.</param>
    public static async Task<ChatServer> StartAsync(string? transport = null)
    {
        var server = new ChatServer(transport);
        await server.StartAgainAsync();
        return server;
    }

    public async Task StartAgainAsync() =>
        _process = await SampleProcess.StartAsync("Chat", [
            "--urls", $"http://127.0.0.1:{_ports[0]}", "--ws", $"{_ports[1]}", "--data", _data.Path, .. _transport is null ? (string[])[] : ["--transport", _transport],
        ]);

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
