using System.Text.Json;
using ImKit.Transports;

namespace ImKit.Simulated.Tests;

/// <summary>One device of a user: it connects, is cut, comes back under the same key, and tries its messages until they are acknowledged.</summary>
internal sealed partial class Device(World world, Records records, string user, string key)
{
    private readonly Dictionary<int, Message> _asked = [];
    private TestClient? _client;
    private long _entries;
    private int _messages;
    private int _tries;

    public string User => user;

    public string Key => key;

    public Node? Node { get; private set; }

    public bool LoggedIn { get; private set; }

    public bool Reads { get; set; } = true;

    /// <summary>Whether the server leaves entries out on this connection, as it has said.</summary>
    public bool Stopped { get; private set; }

    /// <summary>How often it has said so.</summary>
    public int Stops { get; private set; }

    /// <summary>Connections made.</summary>
    public int Connections { get; private set; }

    /// <summary>Sent and not acknowledged, oldest first.</summary>
    public List<Message> Unacknowledged { get; } = [];

    public List<Message> Sent { get; } = [];

    public bool Connected => _client is not null;

    private InMemoryClient Wire => ((InMemoryClientWire)_client!.Wire).Client;

    public void Connect(Node node)
    {
        var random = world.Random;
        Forget();
        Node = node;
        Connections++;
        _client = TestClient.Over(node.Server.Transport.Connect(new InMemoryClientOptions
        {
            Framing = (Framing)random.Next(2),
            Refused = (RefusedBytes)random.Next(3),
            ReceiveWindow = 300 << random.Next(8),
        }));
        _client.Version = 3;
        Try(() => Ask(Operations.Login, new { mid = user, key, room_id = world.Rooms[random.Next(3)].Value, accepts = new[] { Story.UserPush } }));
    }

    /// <summary>Sends a new message.</summary>
    public void Send(string target)
    {
        var message = new Message($"{key}-{++_messages}", user, target);
        records.Messages[message.Id] = message;
        Sent.Add(message);
        Unacknowledged.Add(message);
        Submit(message);
    }

    /// <summary>Tries again what is not acknowledged and not under way.</summary>
    public void Retry()
    {
        foreach (var message in Unacknowledged.Where(message => !_asked.ContainsValue(message)).ToList())
            Submit(message);
    }

    public void Room(int operation, RoomId room) => Try(() => Ask(operation, new { room = room.Value }));

    /// <summary>Says how many of the entries of this connection it has read: all of them, or only some.</summary>
    public void Acknowledge(long share = 1, long of = 1)
    {
        if (LoggedIn)
            Try(() => Ask(Operations.Ack, new { count = _entries * share / of }));
    }

    public void Heartbeat() => Try(() => Ask(Operations.Heartbeat, new { }));

    public void Close() => Leave(static wire => wire.Close());

    public void Cut() => Leave(static wire => wire.Reset());

    public void Vanish() => Leave(static wire => wire.Vanish());

    private void Leave(Action<InMemoryClient> how)
    {
        if (Connected)
            how(Wire);
        Forget();
    }

    private void Forget()
    {
        _client = null;
        LoggedIn = false;
        Reads = true;
        _asked.Clear();
        _newest.Clear();
        foreach (var view in _rooms.Values)
            view.Lose();
        _entries = 0;
        Stopped = false;
    }

    private void Submit(Message message)
    {
        if (!LoggedIn)
            return;
        message.Try(Connections, ++_tries);
        world.Repeats |= message.Tries > 1;
        Try(() => _asked[Ask(Operations.Send, message.Target.StartsWith("g.", StringComparison.Ordinal)
            ? new { conversation_id = message.Target, client_msg_id = message.Id, text = message.Id }
            : new { to_user = message.Target, client_msg_id = message.Id, text = message.Id })] = message);
    }

    private int Ask(int operation, object body)
    {
        var frame = _client!.Frame(operation, JsonSerializer.SerializeToUtf8Bytes(body));
        // What does not fit into the window is a client's problem that this one solves by hanging up.
        if (Wire.Send(frame.ToArray()) < 16 + frame.Body.Length)
            Cut();
        return frame.Sequence;
    }

    private void Try(Action action)
    {
        try
        {
            if (Connected)
                action();
        }
        catch (IOException)
        {
            // The server has ended the connection; what it said before is still to be read.
        }
    }
}
