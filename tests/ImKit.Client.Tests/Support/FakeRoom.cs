using System.Collections;
using Google.Protobuf;
using ImKit.Client.Wires;

namespace ImKit.Client.Tests.Support;

/// <summary>A room with history as the protocol describes it; the text of a push is its seq.</summary>
internal sealed class FakeRoom
{
    private const string Room = "live://1";
    private readonly Lock _lock = new();
    private readonly List<Action> _held = [];
    private long _epoch = 77;
    private long _oldest = 1;
    private long _head;

    /// <summary>Whether answers wait for <see cref="Release"/>.</summary>
    public bool Holds { get; set; }

    /// <summary>How many joins are refused next.</summary>
    public int Refusals { get; set; }

    /// <summary>By which error.</summary>
    public int Code { get; set; } = (int)ClientErrorCode.Busy;

    public static IEnumerable<string> UpTo(int seq) => Enumerable.Range(1, seq).Select(static i => $"{i}");

    /// <summary>Pushes that this client does not get.</summary>
    public void Add(long from, long to)
    {
        lock (_lock)
        {
            if (from != _head + 1)
                throw new InvalidOperationException("Pushes are dense.");
            _head = to;
        }
    }

    public void Push(FakeConnection connection, long from, long to)
    {
        lock (_lock)
        {
            Add(from, to);
            SendPushes(connection, from, to);
        }
    }

    public void Renew(long epoch, long head)
    {
        lock (_lock)
            (_epoch, _head, _oldest) = (epoch, head, head + 1);
    }

    public void Release()
    {
        lock (_lock)
        {
            Holds = false;
            _held.ForEach(static answer => answer());
            _held.Clear();
        }
    }

    public bool Answer(FakeConnection connection, Frame frame)
    {
        lock (_lock)
        {
            if (Refusals > 0)
            {
                Refusals--;
                connection.Refuse(frame, Code, retryMs: 1);
            }
            else if (Holds)
            {
                _held.Add(() => AnswerNow(connection, frame));
            }
            else
            {
                AnswerNow(connection, frame);
            }

            return true;
        }
    }

    private void AnswerNow(FakeConnection connection, Frame frame)
    {
        var request = Wire.RoomRequest.Parser.ParseFrom(frame.Body.Span);
        var resumes = request.Epoch == _epoch && request.Seq >= _oldest - 1 && request.Seq <= _head;
        connection.Send(Operations.JoinRoomReply, frame.Sequence, new Wire.RoomReply
        {
            Room = Room, Members = 1, Epoch = _epoch, Seq = _head, Missed = resumes ? (int)(_head - request.Seq) : 0, Reset = request.Epoch != 0 && !resumes,
        });
        if (resumes)
            SendPushes(connection, request.Seq + 1, _head);
    }

    private void SendPushes(FakeConnection connection, long from, long to)
    {
        for (var seq = from; seq <= to; seq++)
            connection.Push(Operations.RoomPush, new Wire.RoomPush { Room = Room, Epoch = _epoch, Seq = seq, Operation = 1000, Data = ByteString.CopyFromUtf8($"{seq}") });
    }
}

/// <summary>What was told, written by the client's threads and read by the test's.</summary>
internal sealed class TellList : IReadOnlyList<string>
{
    private readonly Lock _lock = new();
    private readonly List<string> _told = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _told.Count;
        }
    }

    public string this[int index]
    {
        get
        {
            lock (_lock)
                return _told[index];
        }
    }

    public void Add(string what)
    {
        lock (_lock)
            _told.Add(what);
    }

    public IEnumerator<string> GetEnumerator()
    {
        lock (_lock)
            return _told.ToList().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
