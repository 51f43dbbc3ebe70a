using CsCheck;
using Google.Protobuf;
using ImKit.Client.Diagnostics;
using ImKit.Client.Rooms;

namespace ImKit.Client.Tests;

/// <summary>What the application is told of a room with history, whatever is lost on the way.</summary>
public sealed class RoomLaws
{
    private const string Room = "live://1";

    private enum Act
    {
        Push,
        PushOnce,
        LosePush,
        Position,
        Ask,
        Answer,
        Cut,
        Restart,
        Trim,
        LoseHere,
    }

    [Fact]
    public void It_is_each_push_once_and_in_order_or_a_reset_and_in_the_end_all_there_is() => Gen.Enum<Act>().Array[1, 150].Sample(Run, iter: 20_000);

    private static void Run(Act[] steps)
    {
        var told = new Listener();
        var client = new LiveRooms(new Counters(Instruments.Of(null)), told);
        var server = new Server(client);
        server.Asked = client.Begin(Room);
        client.End(Room, joined: true);
        foreach (var step in steps)
            Do(step, client, server);

        for (var i = 0; i < 5; i++)
        {
            server.Push(lost: false);
            server.Asked ??= client.Next();
            server.Answer();
        }

        told.Check(server.Epoch, server.Head);
    }

    private static void Do(Act act, LiveRooms client, Server server)
    {
        switch (act)
        {
            case Act.Push or Act.PushOnce:
                server.Push(lost: false);
                break;
            case Act.LosePush:
                server.Push(lost: true);
                break;
            case Act.Position:
                server.Position();
                break;
            case Act.Ask:
                server.Asked ??= client.Next();
                break;
            case Act.Answer:
                server.Answer();
                break;
            case Act.Cut or Act.Restart:
                client.JoinAllAgain();
                server.Cut(restart: act == Act.Restart);
                break;
            case Act.Trim:
                server.Trim();
                break;
            default:
                client.LoseTrack();
                break;
        }
    }

    private sealed class Server(LiveRooms client)
    {
        private long _oldest = 1;
        private bool _joined;

        public long Epoch { get; private set; } = 7;

        public long Head { get; private set; }

        public Wire.RoomRequest? Asked { get; set; }

        public void Push(bool lost)
        {
            Head++;
            if (_joined && !lost)
                client.Take(At(Head));
        }

        public void Position()
        {
            if (_joined)
                client.Take(new Wire.RoomPosition { Room = Room, Epoch = Epoch, Seq = Head });
        }

        public void Answer()
        {
            if (Asked is not { } asked)
                return;
            Asked = null;
            _joined = true;
            var resumes = asked.Epoch == Epoch && asked.Seq >= _oldest - 1;
            var missed = resumes ? (int)(Head - asked.Seq) : 0;
            client.Take(new Wire.RoomReply { Room = Room, Epoch = Epoch, Seq = Head, Missed = missed, Reset = asked.Epoch != 0 && !resumes });
            for (var seq = Head - missed + 1; seq <= Head; seq++)
                client.Take(At(seq));
        }

        public void Cut(bool restart)
        {
            (_joined, Asked) = (false, null);
            if (restart)
                (Epoch, Head, _oldest) = (Epoch + 1, 0, 1);
        }

        public void Trim() => _oldest = Math.Min(_oldest + 3, Head + 1);

        private Wire.RoomPush At(long seq) => new() { Room = Room, Epoch = Epoch, Seq = seq, Operation = 1000, Data = ByteString.CopyFromUtf8($"{Epoch}") };
    }

    private sealed class Listener : IRoomListener
    {
        private (string Epoch, long Seq)? _last;

        public void OnHostPush(ClientPush push)
        {
            var epoch = System.Text.Encoding.ASCII.GetString(push.Body.Span);
            Assert.True(_last is null || _last == (epoch, push.Seq - 1), $"{push.Seq} of {epoch} was told after {_last}");
            _last = (epoch, push.Seq);
        }

        public void OnRoomReset(RoomReset reset) => _last = null;

        public void Check(long epoch, long head) => Assert.Equal(($"{epoch}", head), _last);
    }
}
