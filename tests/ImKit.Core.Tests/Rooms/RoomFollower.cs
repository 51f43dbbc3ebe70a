using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Testing;
using ImKit.Wire;

namespace ImKit.Core.Tests.Rooms;

/// <summary>A client of one room with history, as the protocol's page describes it; and a judge of what the server sends it.</summary>
/// <param name="room">The room.</param>
/// <param name="mayLose">Whether the server may drop live pushes for it. What an answer brings is never dropped.</param>
internal sealed class RoomFollower(string room, bool mayLose = false)
{
    private TestClient? _client;
    private int? _asked;
    private int? _answered;
    private long _wire;
    private long _owed;

    public TestClient Client => _client!;

    public bool Connected => _client is not null;

    public long Epoch { get; private set; }

    public long Seq { get; private set; }

    /// <summary>What the application was told, in order; the text "reset" where something is lost.</summary>
    public List<(long Epoch, long Seq, string Text)> Told { get; } = [];

    public int Resets { get; private set; }

    public int Gaps { get; private set; }

    public IEnumerable<string> Texts => Told.Select(static told => told.Text);

    /// <summary>Goes on, on another connection or the same, from where it was.</summary>
    public async Task JoinAsync(TestClient client)
    {
        if (client != _client)
            (_client, _asked, _answered, _owed) = (client, null, null, 0);
        await AskAsync();
    }

    /// <summary>Whether the host has taken it out of the room at some time.</summary>
    public bool WasTakenOut { get; set; }

    /// <summary>The connection is gone.</summary>
    public void Lose() => (_client, _asked) = (null, null);

    /// <summary>Handles what has come, in order, and asks again after a gap. In a simulation only.</summary>
    public async Task ReadAsync()
    {
        if (_client is null)
            return;
        _client.ReadArrived();
        await TakeAsync();
    }

    /// <summary>Handles what has been queued, in order.</summary>
    public async Task TakeAsync()
    {
        var frames = Client.Queued.ToList();
        foreach (var operation in frames.Select(static frame => frame.Operation).Distinct().ToList())
            Client.Take(operation);
        foreach (var frame in frames)
            await TakeAsync(frame);
    }

    private async Task TakeAsync(TestFrame frame)
    {
        switch (frame.Operation)
        {
            case Operations.JoinRoomReply:
                await TakeAsync(Read(frame, RoomReply.Parser), frame.Sequence);
                break;
            case Operations.RoomPush:
                await TakeAsync(Read(frame, RoomPush.Parser));
                break;
            case Operations.RoomPosition:
                var position = Read(frame, RoomPosition.Parser);
                if (position.Epoch != Epoch || position.Seq > Seq)
                    await NoteGapAsync();
                break;
            default:
                Assert.NotEqual(Operations.Error, frame.Operation);
                break;
        }
    }

    private async Task TakeAsync(RoomReply reply, int sequence)
    {
        Assert.Equal(room, reply.Room);
        Assert.Equal(0, _owed);
        _answered = sequence;
        if (_asked == sequence)
            _asked = null;
        if (reply.Epoch == 0)
        {
            // Out again before the answer could be given.
            Assert.True(WasTakenOut);
            return;
        }

        if (reply.Reset)
        {
            Resets++;
            Assert.Equal(0, reply.Missed);
            Told.Add((reply.Epoch, reply.Seq, "reset"));
        }

        if (reply.Reset || Epoch == 0)
            (Epoch, Seq) = (reply.Epoch, reply.Seq);
        Assert.Equal(Epoch, reply.Epoch);
        _wire = reply.Seq - reply.Missed;
        _owed = reply.Missed;
        // The answer to a join that was asked for before a position was known: it brings nothing, and something may be lost since the one before.
        if (_wire > Seq)
            await NoteGapAsync();
    }

    private async Task TakeAsync(RoomPush push)
    {
        Assert.Equal(room, push.Room);
        Assert.True(_answered is not null, "a push with a place came before the answer to the join");
        if (push.Epoch == Epoch)
        {
            Assert.True(_owed > 0 || mayLose ? push.Seq > _wire : push.Seq == _wire + 1, $"{push.Seq} came after {_wire}");
            Assert.True(_owed == 0 || push.Seq == _wire + 1, $"the answer has a gap: {push.Seq} after {_wire}");
        }

        _wire = push.Seq;
        _owed -= _owed > 0 ? 1 : 0;
        if (push.Epoch == Epoch && push.Seq <= Seq)
            return;
        if (push.Epoch != Epoch || push.Seq != Seq + 1)
        {
            await NoteGapAsync();
            return;
        }

        Seq = push.Seq;
        Told.Add((Epoch, Seq, push.Data.ToStringUtf8()));
    }

    private async Task NoteGapAsync()
    {
        if (_asked is not null)
            return;
        Gaps++;
        await AskAsync();
    }

    private async Task AskAsync()
    {
        try
        {
            _asked = await Client.SendAsync(Operations.JoinRoom, WireBody.Encode(new RoomRequest { Room = room, History = true, Epoch = Epoch, Seq = Seq }, Client.Version));
        }
        catch (IOException)
        {
            // The connection has ended; what it still brought is handled all the same.
        }
    }

    private T Read<T>(TestFrame frame, MessageParser<T> parser)
        where T : class, IMessage<T>, new()
    {
        Assert.True(WireBody.TryDecode(frame.Body.Span, Client.Version, parser, out var message));
        return message;
    }
}
