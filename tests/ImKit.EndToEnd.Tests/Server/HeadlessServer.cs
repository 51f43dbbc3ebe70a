using System.Text.RegularExpressions;
using ImKit.Client;

namespace ImKit.EndToEnd.Tests.Server;

/// <summary>samples/Server as a process, on free ports.</summary>
internal sealed partial class HeadlessServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _transport;

    private readonly string[] _store;

    private HeadlessServer(string transport, string? postgres)
    {
        _transport = transport;
        _store = postgres is null ? [] : ["--postgres", postgres];
    }

    public SampleProcess Process { get; private set; } = null!;

    public Uri Tcp { get; private set; } = new("tcp://127.0.0.1:0");

    public Uri Ws { get; private set; } = new("ws://127.0.0.1:0/im");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <param name="transport">What carries the bytes.</param>
    /// <param name="postgres">How to reach the database of conversations; null for a file.</param>
    public static async Task<HeadlessServer> StartAsync(string transport, string? postgres = null)
    {
        var server = new HeadlessServer(transport, postgres);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it on the same data and ports.</summary>
    public async Task StartAgainAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
        Process = await SampleProcess.StartAsync(
            "Server", ["--data", _folder.Path, "--tcp", $"127.0.0.1:{Tcp.Port}", "--ws", $"127.0.0.1:{Ws.Port}", "--http", "0", "--drain", "1", "--transport", _transport, .. _store]);
        var addresses = Ready().Match(Process.ReadyLine);
        (Tcp, Ws) = (new Uri(addresses.Groups[1].Value), new Uri(addresses.Groups[2].Value));
        Address = new Uri(addresses.Groups[3].Value);
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>A token, made by the sample's own command.</summary>
    public async Task<string> TokenAsync(string user, string device) =>
        (await SampleProcess.RunAsync("Server", "token", "--user", user, "--device", device, "--data", _folder.Path)).Output.Trim();

    public async Task<ImKitClient> ConnectAsync(string user, Uri endpoint)
    {
        var token = await TokenAsync(user, endpoint.Scheme);
        var options = new ImKitClientOptions { Token = (_, _) => new(ClientToken.OfText(token)), InitialEntries = ImKitClientOptions.AllEntries, MinReconnectDelay = TimeSpan.FromMilliseconds(50) };
        options.Endpoints.Add(endpoint);
        var client = new ImKitClient(options);
        await client.ConnectAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    [GeneratedRegex(@" is ready: (tcp://\S+) (ws://\S+) (http://\S+) ")]
    private static partial Regex Ready();
}
