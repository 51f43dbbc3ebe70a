using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ImKit.Protocol;
using ImKit.Timing;
using ImKit.Transports;
using Microsoft.Extensions.Logging;

namespace ImKit.Channels;

/// <summary>What lives on one event loop: its connections, its part of every room, its timers. Loop thread only, save for what says otherwise.</summary>
internal sealed partial class Bucket : ILoopWork
{
    private const int Slice = 256;
    private readonly ConcurrentQueue<InboxItem> _inbox = new();
    private readonly Dictionary<RoomEntry, Room> _rooms = new(ReferenceEqualityComparer.Instance);
    private readonly List<Room> _dirty = [];
    private readonly BucketSettings _settings;
    private readonly RoomDirectory _directory;
    private readonly ILogger _logger;
    private PushBatch? _batch;
    private int[] _lastWatched = [];
    private int _scheduled;

    public Bucket(int index, IEventLoop loop, BucketSettings settings, RoomDirectory directory, ILogger logger)
    {
        Index = index;
        Loop = loop;
        _settings = settings;
        _directory = directory;
        _logger = logger;
        Gate = new PushGate(settings.MaxPendingPushes);
        Clock = new BucketClock(this, settings.Time, settings.TimerTick);
    }

    /// <summary>Its number on this node. Any thread.</summary>
    public int Index { get; }

    /// <summary>The loop that owns it. Any thread.</summary>
    public IEventLoop Loop { get; }

    /// <summary>Bounds the pushes that wait. Any thread.</summary>
    public PushGate Gate { get; }

    /// <summary>Written here, read by anyone.</summary>
    public BucketCounters Counters { get; } = new();

    /// <summary>Deadlines of its connections.</summary>
    public TimerWheel Wheel { get; } = new();

    /// <summary>Turns the wheel.</summary>
    public BucketClock Clock { get; }

    /// <summary>Where the replies to one read are gathered.</summary>
    public ReplyBuffer Replies { get; } = new();

    /// <summary>Its connections, before and after login.</summary>
    public DenseList<BucketMember> Members { get; } = new(static (member, index) => member.BucketIndex = index);

    /// <summary>Where a room gathers what it joins; empty between two joins.</summary>
    public List<FrameBlock> Scratch { get; } = [];

    public int MaxPendingBytes => _settings.MaxPendingBytes;

    public SlowConsumerPolicy SlowPolicy => _settings.SlowPolicy;

    /// <summary>How long a client has to answer a WebSocket's close frame.</summary>
    public TimeSpan CloseTimeout => _settings.CloseTimeout;

    /// <summary>Commands that wait. Any thread; a moment's figure.</summary>
    public int QueueLength => _inbox.Count;

    /// <summary>Arms a timer by the clock, not by how far the wheel has come.</summary>
    public void Arm(WheelTimer timer, TimeSpan after) => Wheel.ArmAt(timer, Clock.TickAfter(after));

    /// <summary>Asks for something. Any thread; never waits.</summary>
    public void Post(BucketCommand command) => Post(new InboxItem(command, null));

    /// <summary>Pushes. Any thread; never waits: who pushes asks the <see cref="Gate"/> for room first.</summary>
    public void Post(IPushTarget target, OutboundMessage message)
    {
        Gate.Enter();
        Post(new InboxItem(target, message));
    }

    /// <summary>Puts a channel into a room. A channel that is in it already stays.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="key">The room.</param>
    /// <param name="kind">How it gets the room's pushes, where the room has a history.</param>
    public void Join(ClientChannel channel, RoomKey key, MemberKind kind = MemberKind.Plain)
    {
        if (channel.IsIn(key))
            return;
        // What was pushed before the join is not for it. Writing that may cut members: the room's last, and with it the room, or this channel.
        FindRoom(key)?.Flush();
        if (channel.IsClosing)
            return;
        if (FindRoom(key) is not { } room)
        {
            var entry = _directory.Hold(key, this, out var place);
            room = new Room(entry, this, place);
            _rooms.Add(entry, room);
        }

        room.Add(channel, kind);
    }

    /// <summary>Takes a channel out of a room; does nothing if it is not in it.</summary>
    public void Leave(ClientChannel channel, RoomKey key)
    {
        // What was pushed while it was a member is for it too.
        channel.Find(key)?.Flush();
        var member = channel.RemoveRoom(key, out var room);
        if (member < 0)
            return;
        room!.RemoveAt(member);
        if (room.Count > 0)
            return;
        _rooms.Remove(room.Entry);
        _directory.Release(room.Entry, this);
    }

    /// <summary>Takes a channel out of all rooms.</summary>
    public void LeaveAll(ClientChannel channel)
    {
        while (channel.FirstRoom is { } room)
            Leave(channel, room.Key);
    }

    /// <summary>Members of a room on the whole node.</summary>
    public int CountRoom(RoomKey key) => _directory.Find(key)?.Members ?? 0;

    /// <summary>Its part of a room; null if it has no member.</summary>
    public Room? FindRoom(RoomEntry entry) => _rooms.GetValueOrDefault(entry);

    /// <summary>The same list of operations as one array: clients of one kind watch the same.</summary>
    public int[] Shared(int[] operations) => operations.AsSpan().SequenceEqual(_lastWatched) ? _lastWatched : _lastWatched = operations;

    /// <summary>Sends a broadcast to so many channels together; null if the transport, or so few, do better one by one.</summary>
    public PushBatch? BatchFor(int channels) =>
        channels < PushBatch.MinMembers || Loop.BatchSender is not { } sender ? null : _batch ??= new PushBatch(sender);

    /// <summary>A room has pushes to write at the end of this turn.</summary>
    public void AddDirty(Room room) => _dirty.Add(room);

    void ILoopWork.Run()
    {
        for (var i = 0; i < Slice && _inbox.TryDequeue(out var item); i++)
        {
            RunGuarded(item);
            if (item.Message is not null)
                Gate.Exit();
        }

        foreach (var room in _dirty)
            FlushGuarded(room);
        _dirty.Clear();
        // A full fence: the look at the queue must not come before it, or a command posted in between would wait for the next.
        Interlocked.Exchange(ref _scheduled, 0);
        if (!_inbox.IsEmpty && Interlocked.Exchange(ref _scheduled, 1) == 0)
            Loop.Execute(this);
    }

    private void Post(InboxItem item)
    {
        _inbox.Enqueue(item);
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            Loop.Execute(this);
    }

    private Room? FindRoom(RoomKey key) => _directory.Find(key) is { } entry ? FindRoom(entry) : null;

    [SuppressMessage("Design", "CA1031", Justification = "One command's failure must not end the loop.")]
    private void RunGuarded(in InboxItem item)
    {
        try
        {
            if (item.Message is { } message)
                ((IPushTarget)item.What).Push(this, message);
            else
                ((BucketCommand)item.What).Run(this);
        }
        catch (Exception error)
        {
            LogCommandFailed(_logger, item.What.GetType().Name, Index, error);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One room's failure must not end the loop, nor the other rooms' turn.")]
    private void FlushGuarded(Room room)
    {
        try
        {
            room.Flush();
        }
        catch (Exception error)
        {
            LogFlushFailed(_logger, room.Key.Room, Index, error);
        }
    }

    [LoggerMessage(1000, LogLevel.Error, "Command {Command} failed on bucket {Bucket}.")]
    private static partial void LogCommandFailed(ILogger logger, string command, int bucket, Exception error);

    [LoggerMessage(1001, LogLevel.Error, "Writing to room {Room} failed on bucket {Bucket}.")]
    private static partial void LogFlushFailed(ILogger logger, RoomId room, int bucket, Exception error);

    /// <summary>A push to an <see cref="IPushTarget"/>, or a <see cref="BucketCommand"/> without a message.</summary>
    private readonly record struct InboxItem(object What, OutboundMessage? Message);
}

/// <summary>What all buckets of a node share.</summary>
internal sealed record BucketSettings(
    TimeProvider Time, TimeSpan TimerTick, int MaxPendingPushes, int MaxPendingBytes, SlowConsumerPolicy SlowPolicy)
{
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
