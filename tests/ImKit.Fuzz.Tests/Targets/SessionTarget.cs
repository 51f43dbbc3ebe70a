using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Testing;
using ImKit.Transports;

namespace ImKit.Fuzz.Tests.Targets;

/// <summary>A whole connection: whatever a client sends, wherever it is cut, the server gives the same answers, closes only with a documented reason,
/// logs no error, and goes on. The first byte of the input chooses version, framing and whether there is a login; the second where it is cut.</summary>
internal sealed class SessionTarget : FuzzTarget
{
    private const int RunsPerServer = 500;

    // Pushes come when they come.
    private static readonly int[] Pushes = [Operations.Entries, Operations.Feed];

    // Answered as soon as they are read. What takes longer may find its connection closed by a wrong frame that came with it, or behind it.
    private static readonly int[] AtOnce =
        [Operations.HeartbeatReply, Operations.Disconnect, Operations.SubscribeReply, Operations.UnsubscribeReply, Operations.LeaveRoomReply];

    private Simulation _simulation = null!;
    private TestServer? _server;
    private int _runs;

    public override string Name => "session";

    public override int MaxLength => 2048;

    public override IReadOnlyList<byte[]> Words { get; } =
        [[0, 0, 0, 16, 0, 16, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1], [0, 0, 0, 16, 0, 16, 0, 3, 0, 0, 0, 50], .. Json.Words("room", "to_user", "client_msg_id", "text")];

    public override void Check(byte[] input)
    {
        if (input.Length < 2)
            return;
        var stream = input[2..];
        try
        {
            var whole = Answers(input[0], stream, cuts: null);
            Assert.Equal(whole, Answers(input[0], stream, cuts: new Random(input[1])));
        }
        catch
        {
            // The next input shall not find what this one has left.
            Stop();
            throw;
        }
    }

    public override void Dispose()
    {
        Stop();
        base.Dispose();
    }

    private string[] Answers(byte kind, byte[] stream, Random? cuts)
    {
        var server = Server();
        var version = 1 + (kind % 4 % 3);
        var client = server.Transport.Connect(new InMemoryClientOptions { Framing = (kind & 4) != 0 ? Framing.Message : Framing.Stream });
        var test = TestClient.Over(client);
        if ((kind & 8) == 0)
        {
            // A tenant of its own, so that no run finds what another has left.
            var token = $$"""{"mid":"1","key":"1","tenant":"t{{_runs}}","room_id":"live://0","accepts":[1000]}""";
            Wait(test.LoginAsync(token, version).AsTask());
        }

        Send(client, stream, cuts);
        _simulation.RunUntilIdle();
        test.ReadArrived();
        // A WebSocket ends when the client has answered the close frame it has read.
        _simulation.RunUntilIdle();
        var end = client.End;
        Assert.Contains(end, (ConnectionEnd[])[ConnectionEnd.None, ConnectionEnd.ServerClosed]);
        if (end == ConnectionEnd.ServerClosed)
            Assert.InRange(Wait(test.ExpectClosedAsync().AsTask()).Notice!.Code, 4000, 4999);
        client.Close();
        _simulation.RunUntilIdle();
        Assert.Equal(0, server.Connections());
        Assert.Empty(server.TakeErrors());
        Assert.Empty(server.ImKit.TopRooms("", 1));
        // A renewal is refused when that is known, whatever was read meanwhile: frames behind it are answered or not, and a wrong one may be the reason instead.
        if (end == ConnectionEnd.ServerClosed && stream.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 0, 0, Operations.Login]) >= 0)
            return [$"{end}"];
        // Bodies of version 2 and 3 hold ids that are made by the server.
        return
        [
            .. test.Queued.Where(frame => end == ConnectionEnd.None ? !Pushes.Contains(frame.Operation) : AtOnce.Contains(frame.Operation))
                .Select(static frame => frame.Version > 1 ? $"{frame.Operation} {frame.Sequence}" : $"{frame} {Convert.ToHexString(frame.Body.Span)}")
                .Order(StringComparer.Ordinal),
            $"{end}",
        ];
    }

    private static void Send(InMemoryClient client, byte[] stream, Random? cuts)
    {
        if (stream.Length == 0)
            return;
        if (cuts is null)
            client.Send(stream);
        else
            client.SendInPieces(stream, cuts);
    }

    private TestServer Server()
    {
        if (_runs++ % RunsPerServer == 0 || _server is null)
        {
            Stop();
            _simulation = new Simulation(1);
            _server = Wait(AccessServer.StartAsync(_simulation));
        }

        return _server!;
    }

    private void Stop()
    {
        if (_server is not null)
            _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _server = null;
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
