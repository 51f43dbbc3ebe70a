using System.Net.Http.Json;
using System.Text.Json;

namespace ImKit.EndToEnd.Tests.Goim;

/// <summary>The drop-in as a process, on free ports. Shared by the tests of a class.</summary>
public class GoimServer : IAsyncLifetime
{
    private readonly string[] _options;
    private int _mid = 1000;
    private SampleProcess? _process;

    public GoimServer()
        : this([])
    {
    }

    protected GoimServer(string[] options) => _options = options;

    internal int Tcp { get; private set; }

    internal int Ws { get; private set; }

    internal int HttpPort { get; private set; }

    internal SampleProcess Process => _process!;

    internal HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>A user that no other test has.</summary>
    internal int NewMid() => Interlocked.Increment(ref _mid);

    public async ValueTask InitializeAsync()
    {
        var ports = Ports.Free(3);
        (Tcp, Ws, HttpPort) = (ports[0], ports[1], ports[2]);
        Http.BaseAddress = new Uri($"http://127.0.0.1:{HttpPort}");
        _process = await SampleProcess.StartAsync("Goim", ["--tcp", $"{Tcp}", "--ws", $"{Ws}", "--http", $"{HttpPort}", .. _options]);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }

    /// <summary>Logs in and checks the answer's bytes.</summary>
    internal async Task<RawWire> LoginAsync(string kind, string token)
    {
        var wire = await RawWire.ConnectAsync(kind, this);
        await wire.SendAsync(Wire.Login(token));
        Assert.Equal(Wire.LoginReply, await wire.ReceiveAsync(16));
        return wire;
    }

    /// <summary>Pushes and checks the answer.</summary>
    internal async Task PushAsync(string pathAndQuery, string body)
    {
        using var content = new StringContent(body);
        using var answer = await Http.PostAsync($"/goim/push/{pathAndQuery}", content);
        Assert.Equal("""{"code":0,"message":""}""", await answer.Content.ReadAsStringAsync());
    }

    internal Task<string> GetAsync(string pathAndQuery) => Http.GetStringAsync($"/goim/{pathAndQuery}");

    internal async Task<JsonElement> GetDataAsync(string pathAndQuery)
    {
        var envelope = await Http.GetFromJsonAsync<JsonElement>($"/goim/{pathAndQuery}");
        Assert.Equal(0, envelope.GetProperty("code").GetInt32());
        return envelope.GetProperty("data");
    }
}
