using ImKit.Sessions;
using ImKit.Testing;
using ImKit.Transports;

namespace ImKit.Bench.Micro;

/// <summary>A room in a whole server, on connections in memory that read at once and keep nothing. One caller.</summary>
internal sealed class InMemoryRoom : IAsyncDisposable
{
    private const int Operation = 1000;
    private static readonly RoomId Room = new("1");
    private readonly byte[] _body = new byte[128];
    private readonly TestServer _server;
    private readonly InMemoryClient[] _clients;
    private long _perMember;

    private InMemoryRoom(TestServer server, InMemoryClient[] clients)
    {
        _server = server;
        _clients = clients;
    }

    public static async Task<InMemoryRoom> StartAsync(int members, Framing framing)
    {
        var server = await TestServer.StartAsync(
            static builder => builder.AddAuthenticator(static (_, _) => ValueTask.FromResult(
                AuthResult.For(new UserId("someone")) with { Rooms = [Room], Operations = [Operation] })),
            static options => (options.Node.Loops, options.Devices.MaxPerUser) = (1, 0));
        var options = new InMemoryClientOptions { Discard = true, Framing = framing };
        var room = new InMemoryRoom(server, [.. Enumerable.Range(0, members).Select(_ => server.Transport.Connect(options))]);
        await room.LogInAsync();
        return room;
    }

    /// <summary>One broadcast, until all have it.</summary>
    public void Broadcast()
    {
        var due = Received() + (_clients.Length * _perMember);
        Push();
        var wait = default(SpinWait);
        while (Received() < due)
            wait.SpinOnce(sleep1Threshold: -1);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task LogInAsync()
    {
        var login = new byte[Protocol.FrameHeader.Size];
        new Protocol.FrameHeader(login.Length, 1, 7, 1).Write(login);
        foreach (var client in _clients)
            client.Send(login);
        while (_clients.Any(static client => client.ReceivedBytes == 0))
            await Task.Delay(10);
        var before = Received();
        Push();
        // What a push is on the wire is the framing's own business: it is measured.
        for (long now = before, last = -1; now == before || now != last; now = Received())
        {
            last = now;
            await Task.Delay(200);
        }

        _perMember = (Received() - before) / _clients.Length;
    }

    private void Push()
    {
        if (!_server.ImKit.TryPushToRoom(Room, Operation, _body))
            throw new InvalidOperationException("refused");
    }

    private long Received()
    {
        long sum = 0;
        foreach (var client in _clients)
            sum += client.ReceivedBytes;
        return sum;
    }
}
