using System.Threading.Channels;
using ImKit.Client.Wires;

namespace ImKit.Client.Tests.Support;

/// <summary>A server in memory that answers by the protocol, except where a test answers itself. Its state is used under its lock.</summary>
internal sealed class FakeServer : IWireOpener
{
    private readonly Channel<FakeConnection> _connections = Channel.CreateUnbounded<FakeConnection>();
    private readonly Lock _lock = new();

    public Dictionary<string, FakeLog> Logs { get; } = [];

    public List<Uri> Opened { get; } = [];

    /// <summary>Answers a request in place of the server; true if it did, or wants no answer.</summary>
    public Func<FakeConnection, Frame, bool>? Instead { get; set; }

    /// <summary>Refuses a connection before it is one; null if it does not.</summary>
    public Func<Exception?>? Refuse { get; set; }

    public long Feed { get; private set; }

    public int HeartbeatMs { get; set; } = 60_000;

    public int RequestsInFlight { get; set; } = 64;

    /// <summary>Entries that it leaves without an acknowledgement; 0: it takes none.</summary>
    public int AckWindow { get; set; }

    /// <summary>Members from which a group is large; 0: it has none.</summary>
    public int LargeGroup { get; set; }

    /// <summary>What the answers to heartbeats tell of large groups; each is told once.</summary>
    public Queue<Wire.LogHead> Heads { get; } = [];

    public FakeLog this[string id] => Logs[id];

    /// <summary>A conversation, with so many entries of somebody else.</summary>
    public FakeLog Add(string id, int entries = 0, string peer = "")
    {
        lock (_lock)
        {
            var log = Logs[id] = new FakeLog(id) { Peer = peer };
            for (var i = 1; i <= entries; i++)
                log.Append("ben", $"message {i}");
            log.Version = ++Feed;
            return log;
        }
    }

    /// <summary>Changes the state.</summary>
    public T Do<T>(Func<T> change)
    {
        lock (_lock)
            return change();
    }

    /// <summary>Something of a conversation has changed: its feed row is newer.</summary>
    public void Touch(FakeLog log)
    {
        lock (_lock)
            log.Version = ++Feed;
    }

    /// <summary>The next connection.</summary>
    public async Task<FakeConnection> NextAsync() => await _connections.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public ValueTask<IWire> OpenAsync(Uri server, CancellationToken cancel)
    {
        lock (_lock)
            Opened.Add(server);
        if (Refuse?.Invoke() is { } refused)
            throw refused;
        var connection = new FakeConnection(this);
        _connections.Writer.TryWrite(connection);
        return new ValueTask<IWire>(connection);
    }

    public void Answer(FakeConnection connection, Frame frame)
    {
        if (Instead?.Invoke(connection, frame) == true)
            return;
        lock (_lock)
            AnswerByRule(connection, frame);
    }

    private void AnswerByRule(FakeConnection connection, Frame frame)
    {
        switch (frame.Operation)
        {
            case Operations.Login:
                connection.Send(Operations.LoginReply, frame.Sequence, new Wire.LoginReply
                {
                    UserId = "anna",
                    HeartbeatMs = HeartbeatMs,
                    FeedVersion = Feed,
                    Limits = new Wire.Limits { MaxFrameBytes = 65536, MaxBodyBytes = 16384, RequestsInFlight = RequestsInFlight, AckWindow = AckWindow, LargeGroup = LargeGroup, AttachedGroups = LargeGroup > 0 ? 100 : 0 },
                });
                break;
            case Operations.Heartbeat:
                var beat = new Wire.HeartbeatReply { FeedVersion = Feed };
                while (Heads.TryDequeue(out var head))
                    beat.Heads.Add(head);
                connection.Send(Operations.HeartbeatReply, frame.Sequence, beat);
                break;
            case Operations.Ack:
                break;
            case Operations.Attach:
                Attach(connection, frame);
                break;
            case Operations.Sync:
                Sync(connection, frame);
                break;
            case Operations.Pull:
                Logs[Wire.PullRequest.Parser.ParseFrom(frame.Body.Span).ConversationId].Pull(connection, frame);
                break;
            case Operations.History:
                Logs[Wire.HistoryRequest.Parser.ParseFrom(frame.Body.Span).ConversationId].History(connection, frame);
                break;
            case Operations.Send:
                Take(connection, frame);
                break;
            case Operations.UpdateConversation:
                var update = Wire.UpdateConversationRequest.Parser.ParseFrom(frame.Body.Span);
                Logs[update.ConversationId].Floor = update.ClearTo;
                Change(connection, frame, Logs[update.ConversationId]);
                break;
            case Operations.RemoveEntries:
                var remove = Wire.RemoveEntriesRequest.Parser.ParseFrom(frame.Body.Span);
                Logs[remove.ConversationId].Removed.UnionWith(remove.Seqs);
                Change(connection, frame, Logs[remove.ConversationId]);
                break;
            case Operations.Removed:
                Logs[Wire.RemovedRequest.Parser.ParseFrom(frame.Body.Span).ConversationId].TellRemoved(connection, frame);
                break;
            case Operations.JoinRoom:
                connection.Send(Operations.JoinRoomReply, frame.Sequence, new Wire.RoomReply { Members = 1 });
                break;
            default:
                connection.SendBytes(Frame.Encode(2, frame.Operation + 1, frame.Sequence, frame.Body.Span));
                break;
        }
    }

    private void Change(FakeConnection connection, Frame frame, FakeLog log)
    {
        log.Version = ++Feed;
        connection.Send(frame.Operation + 1, frame.Sequence, log.State());
    }

    private void Attach(FakeConnection connection, Frame frame)
    {
        var reply = new Wire.AttachReply();
        foreach (var id in Wire.AttachRequest.Parser.ParseFrom(frame.Body.Span).ConversationIds)
        {
            if (Logs.TryGetValue(id, out var log) && log.Members >= LargeGroup)
                reply.Heads.Add(log.End());
        }

        connection.Send(Operations.AttachReply, frame.Sequence, reply);
    }

    private void Sync(FakeConnection connection, Frame frame)
    {
        var request = Wire.SyncRequest.Parser.ParseFrom(frame.Body.Span);
        if (request.Since > Feed)
        {
            connection.Refuse(frame, (int)ClientErrorCode.Reset);
            return;
        }

        var changed = Logs.Values.Where(log => log.Version > request.Since).OrderBy(static log => log.Version).ToList();
        var page = changed.Take(2).ToList();
        var reply = new Wire.SyncReply { Version = page.Count > 0 ? page[^1].Version : request.Since, More = changed.Count > page.Count };
        reply.Items.AddRange(page.Select(static log => log.State()));
        connection.Send(Operations.SyncReply, frame.Sequence, reply);
    }

    private void Take(FakeConnection connection, Frame frame)
    {
        var request = Wire.SendRequest.Parser.ParseFrom(frame.Body.Span);
        var id = request.ConversationId.Length > 0 ? request.ConversationId : Sending.DirectConversation.IdOf("anna", request.ToUser);
        if (!Logs.TryGetValue(id, out var log))
            Logs[id] = log = new FakeLog(id) { Peer = request.ToUser };
        var known = log.Entries.Find(entry => entry.Sender == "anna" && entry.ClientMsgId == request.ClientMsgId);
        var entry = known ?? log.Append("anna", request.Text, request.ClientMsgId);
        log.Version = ++Feed;
        connection.Send(Operations.SendReply, frame.Sequence, new Wire.SendReply
        {
            ConversationId = id, Epoch = log.Epoch, Seq = entry.Seq, Ordinal = entry.Ordinal, Id = entry.Id, Duplicate = known is not null,
        });
    }
}
