using System.Collections.Concurrent;
using System.Threading.Channels;
using ImKit.Client.Connections;
using ImKit.Client.Diagnostics;
using ImKit.Client.Store;
using ImKit.Client.Wires;
using Microsoft.Extensions.Logging;

namespace ImKit.Client.Replication;

/// <summary>Keeps this device's copy of the conversations current: syncs, pulls, applies. One pump does everything, one step at a time; others leave it notes.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for owns nothing, and late callers must find it.")]
internal sealed partial class Replica(ImKitClientOptions options, LinkSlot links, Journal journal, Counters counters, Notifier notifier, ILogger log, IReplicaListener listener)
{
    private readonly Dictionary<string, Tracked> _tracked = new(StringComparer.Ordinal);
    private readonly Queue<Tracked> _pulls = new();
    private readonly Channel<(Link Link, Frame Frame)> _pushes = Channel.CreateBounded<(Link Link, Frame Frame)>(new BoundedChannelOptions(options.PushCapacity) { SingleReader = true });
    private readonly ConcurrentDictionary<string, ClientConversation> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _watched = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _expected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Wire.LogHead> _heads = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Wire.ConversationState> _answers = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly ConcurrentQueue<TaskCompletionSource> _catchUps = new();
    private Acks? _acks;
    private Link? _link;
    private Link? _lost;
    private Link? _restored;
    private long _feed;
    private int _stale;
    private volatile bool _syncWanted;
    private volatile bool _checkWanted;

    public IEnumerable<ClientConversation> Conversations => _states.Values;

    public ClientConversation? Find(string conversationId) => _states.GetValueOrDefault(conversationId);

    public void Load(ClientSnapshot snapshot)
    {
        _feed = snapshot.FeedVersion;
        foreach (var cursor in snapshot.Cursors)
            _tracked[cursor.ConversationId] = Tracked.From(cursor);
    }

    public void Watch(string conversationId, bool on)
    {
        if (!on)
            _watched.TryRemove(conversationId, out _);
        else if (_watched.TryAdd(conversationId, 0))
            Check();
        _attachWanted = true;
        Wake();
    }

    /// <summary>A push, in the order of arrival. What finds no room is dropped, and found again by sync and pull.</summary>
    public void OnPush(Link link, Frame push)
    {
        if (!_pushes.Writer.TryWrite((link, push)))
            Drop(link, push);
        Wake();
    }

    /// <summary>A heartbeat's answer, and so a moment to look for what pushes have not brought.</summary>
    public void OnHeartbeat(Wire.HeartbeatReply reply)
    {
        foreach (var head in reply.Heads)
            _heads[head.ConversationId] = head;
        if (reply.FeedVersion > Volatile.Read(ref _feed))
            RequestSync();
        if (!_expected.IsEmpty || reply.Heads.Count > 0)
            Check();
    }

    /// <summary>An own message stands there; if no push brings it, the next heartbeat has it pulled.</summary>
    public void Expect(string conversationId, long seq) => _expected.AddOrUpdate(conversationId, seq, (_, known) => Math.Max(known, seq));

    /// <summary>A state that came as the answer to a request.</summary>
    public void Take(Wire.ConversationState state)
    {
        _answers.Enqueue(state);
        Wake();
    }

    public void RequestSync()
    {
        _syncWanted = true;
        Wake();
    }

    /// <summary>Asks what has changed, and completes when all of it is applied.</summary>
    public Task CatchUpAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RequestSync();
        _catchUps.Enqueue(done);
        // The pump may have looked before it stood there.
        Wake();
        return done.Task;
    }

    /// <summary>A login: everything may have changed, and every pull that failed can be tried again.</summary>
    public void OnOnline()
    {
        _syncWanted = true;
        _attachWanted = true;
        Check();
    }

    private static bool IsOfRoom(int operation) => operation is Operations.RoomPush or Operations.RoomPosition or Operations.JoinRoomReply;

    /// <summary>A push for which there is no room. Its entries count as done with when all that follows from this has been pulled.</summary>
    private void Drop(Link link, Frame push)
    {
        counters.DroppedPushes.Add();
        var entries = push.Operation == Operations.Entries ? Bodies.Read(push.Body, Wire.EntriesPush.Parser) : new Wire.EntriesPush();
        if (entries.Entries.Count > 0)
            _heads[entries.ConversationId] = new Wire.LogHead { ConversationId = entries.ConversationId, Epoch = entries.Epoch, Seq = entries.Entries[^1].Seq };
        if (IsOfRoom(push.Operation))
            listener.OnRoomFrameLost();
        _syncWanted = true;
        _checkWanted = true;
        // Last: who sees the number sees what there is to do about it.
        link.CountDropped(entries.Entries.Count);
    }

    private void Check()
    {
        _checkWanted = true;
        Wake();
    }

    /// <summary>There may be something to do.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }
}

/// <summary>What the replica tells. Called by its pump.</summary>
internal interface IReplicaListener
{
    string UserId { get; }

    /// <summary>A new connection: asks again for what the server forgets with one.</summary>
    ValueTask RestoreAsync(Link link, CancellationToken cancel);

    void OnApplied(EntriesApplied applied);

    void OnDropped(ConversationDropped dropped);

    void OnRemoved(EntriesRemoved removed);

    void OnChanged(ClientConversation conversation);

    void OnReceipts(ReceiptsReceived receipts);

    void OnHostPush(ClientPush push);

    /// <summary>A frame of a room, in the order of the connection.</summary>
    void OnRoomFrame(Frame frame);

    /// <summary>Such a frame found no room. On the connection's reader.</summary>
    void OnRoomFrameLost();

    /// <summary>Joins the next room that has to be joined again.</summary>
    /// <returns>False if there is none.</returns>
    ValueTask<bool> JoinNextAsync(Link link, CancellationToken cancel);
}
