using System.Text;
using ImKit.Client;
using ImKit.Tests.Shared;

namespace ImKit.EndToEnd.Tests.Rooms;

/// <summary>ImKit.Client in the room, and what it tells its application, in order.</summary>
internal sealed class RoomClient : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _told = [];
    private readonly List<long> _seqs = [];

    private RoomClient(Uri endpoint)
    {
        var options = new ImKitClientOptions
        {
            Token = static (_, _) => new(ClientToken.OfText("""{"mid":"anna"}""")),
            MinReconnectDelay = TimeSpan.FromMilliseconds(5),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(50),
        };
        options.Endpoints.Add(endpoint);
        Client = new ImKitClient(options);
        Client.Pushed += push => Add(Encoding.ASCII.GetString(push.Body.Span), push.Seq);
        Client.RoomReset += reset => Add($"reset {reset.Room}", 0);
    }

    public ImKitClient Client { get; }

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_lock)
                return [.. _told];
        }
    }

    public IReadOnlyList<long> Seqs
    {
        get
        {
            lock (_lock)
                return [.. _seqs];
        }
    }

    public static async Task<RoomClient> JoinAsync(string scheme, int port)
    {
        var client = new RoomClient(new Uri($"{scheme}://127.0.0.1:{port}{(scheme == "ws" ? "/im" : "")}"));
        await client.Client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit);
        await client.Client.JoinRoomAsync(RoomNode.Room.Value).WaitAsync(Until.Limit);
        return client;
    }

    public Task HasAsync(string last) => Until.HoldsAsync(() => Told.Contains(last), $"{last} is told");

    public static IEnumerable<string> UpTo(int from, int to) => Enumerable.Range(from, to - from + 1).Select(static i => $"{i}");

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private void Add(string text, long seq)
    {
        lock (_lock)
        {
            _told.Add(text);
            _seqs.Add(seq);
        }
    }
}
