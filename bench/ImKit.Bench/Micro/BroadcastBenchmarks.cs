using BenchmarkDotNet.Attributes;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Bench.Micro;

/// <summary>A broadcast to a room of a thousand through the whole server, on connections in memory that read at once.</summary>
public class BroadcastBenchmarks
{
    private const int Members = 1000;
    private const int Operation = 1000;
    private readonly byte[] _body = new byte[128];
    private readonly RoomId _room = new("1");
    private InMemoryClient[] _clients = [];
    private TestServer? _server;

    [GlobalSetup]
    public async Task Setup()
    {
        _server = await TestServer.StartAsync(
            builder => builder.AddAuthenticator((request, _) => ValueTask.FromResult(
                AuthResult.For(new UserId("someone")) with { Rooms = [_room], Operations = [Operation] })),
            static options => options.Node.Loops = 1);
        var options = new InMemoryClientOptions { Discard = true };
        _clients = [.. Enumerable.Range(0, Members).Select(_ => _server.Transport.Connect(options))];
        var login = new byte[Protocol.FrameHeader.Size];
        new Protocol.FrameHeader(login.Length, 1, 7, 1).Write(login);
        foreach (var client in _clients)
            client.Send(login);
        while (_clients.Any(static client => client.ReceivedBytes == 0))
            await Task.Delay(10);
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>The whole broadcast, waiting included: what it allocates is for all its members together.</summary>
    [Benchmark]
    public void Broadcast()
    {
        var before = Received();
        if (!_server!.ImKit.TryPushToRoom(_room, Operation, _body))
            throw new InvalidOperationException("refused");
        var wait = default(SpinWait);
        while (Received() < before + (Members * (Protocol.FrameHeader.Size + _body.Length)))
            wait.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>The same per delivery: no time and no allocation is a member's own.</summary>
    [Benchmark(OperationsPerInvoke = Members)]
    public void Delivery() => Broadcast();

    private long Received()
    {
        long sum = 0;
        foreach (var client in _clients)
            sum += client.ReceivedBytes;
        return sum;
    }
}
