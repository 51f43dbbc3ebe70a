using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ImKit.Testing;

namespace ImKit.Faults.Network;

/// <summary>A client that says that it lives and reads nothing, while much is pushed to it. When the node has closed it, it comes again.</summary>
internal sealed class StuckClient(NetworkServers servers, NetworkNode node) : Fault("a client reads nothing", node.Place + "'s stuck client")
{
    /// <summary>Whose it is: a member of every group, who has no other device.</summary>
    public const string User = "stuck";

    private const int PushBytes = 48 * 1024;
    private const int ReceiveBuffer = 4 * 1024;
    private static readonly string Watched = Operations.FirstHostOperation.ToString(CultureInfo.InvariantCulture);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private Func<Task> _end = static () => Task.CompletedTask;

    /// <summary>How often the node has closed it.</summary>
    public int Closed { get; private set; }

    public override Task BeginAsync()
    {
        var life = new CancellationTokenSource();
        var running = Task.WhenAll(StayAsync(life.Token), PushAsync(life.Token));
        _end = async () =>
        {
            await life.CancelAsync();
            await running;
            life.Dispose();
        };
        return Task.CompletedTask;
    }

    public override Task EndAsync() => _end();

    private async Task StayAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var wire = await TcpClientWire.ConnectAsync(new IPEndPoint(IPAddress.Parse(node.Server.Tcp.Host), node.Server.Tcp.Port), ReceiveBuffer, cancel);
                await using var client = new TestClient(wire);
                await client.LoginAsync(servers.TokenOf(User), version: 3, cancel);
                await client.RequestAsync(Operations.Subscribe, Watched, cancel);
                while (await LivesAsync(client, cancel))
                    await Task.Delay(Beat, cancel);
                Closed++;
            }
            catch (Exception none) when (none is IOException or System.Net.Sockets.SocketException or ExpectationException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(Beat, cancel));
            }
        }
    }

    private static async Task<bool> LivesAsync(TestClient client, CancellationToken cancel)
    {
        try
        {
            await client.SendAsync(Operations.Heartbeat, "{}"u8.ToArray(), cancel);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task PushAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", NetworkNode.Secret);
        var push = new Uri(node.Server.Http, string.Create(CultureInfo.InvariantCulture, $"push?operation={Watched}&user={User}"));
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var body = new ByteArrayContent(new byte[PushBytes]);
                using var answer = await http.PostAsync(push, body, cancel);
                await Task.Delay(Pause, cancel);
            }
            catch (Exception none) when (none is HttpRequestException or OperationCanceledException)
            {
                await Task.WhenAny(Task.Delay(Beat, cancel));
            }
        }
    }
}
