using System.Collections.Concurrent;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Nodes;

/// <summary>Keeps the cluster's directory told which rooms this node holds. Any thread.</summary>
/// <remarks>One worker writes, and what it writes is what is so at that moment; so a leave and a join that race end in the truth. What the directory did not
/// take is told again every second; nobody waits for that.</remarks>
internal sealed partial class RoomInterest : IDisposable
{
    // Longer than a provider's own deadline: what was given up and comes to pass later must not undo what was told since.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly ISessionDirectory _directory;
    private readonly RoomDirectory _rooms;
    private readonly NodeIdentity _node;
    private readonly ILogger _logger;
    private readonly IWorkQueue _work;
    private readonly ImKitMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SerialQueue<(RoomKey Key, RoomAnnouncement Done)> _worker;
    private readonly ConcurrentDictionary<RoomKey, RoomAnnouncement> _pending = new();
    private readonly ConcurrentDictionary<RoomKey, bool> _untold = new();
    private readonly ITimer _again;

    public RoomInterest(
        ISessionDirectory directory, RoomDirectory rooms, NodeIdentity node, IWorkQueue work, ImKitMetrics metrics, TimeProvider time, ILogger<RoomInterest> logger)
    {
        _directory = directory;
        _rooms = rooms;
        _node = node;
        _logger = logger;
        _work = work;
        _metrics = metrics;
        _time = time;
        // No limit of its own: there is at most one item per join or leave that a limited connection made.
        _worker = new(AnnounceAsync, Failed, work, int.MaxValue);
        _again = time.CreateTimer(static interest => ((RoomInterest)interest!).TellAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        rooms.InterestChanged = Changed;
    }

    /// <summary>Ends when the directory knows what this node holds of the room now, or has failed to take it.</summary>
    public Task WhenAnnounced(RoomKey key) => _pending.TryGetValue(key, out var pending) ? pending.WhenDone() : Task.CompletedTask;

    /// <summary>Tells the directory of every room anew: it has forgotten this node.</summary>
    public void AnnounceAll()
    {
        foreach (var entry in _rooms.All)
            Changed(entry.Key);
    }

    public void Dispose() => _again.Dispose();

    private void Changed(RoomKey key)
    {
        var done = new RoomAnnouncement(_work);
        _pending[key] = done;
        _worker.TryPost((key, done));
    }

    private async ValueTask AnnounceAsync((RoomKey Key, RoomAnnouncement Done) changed)
    {
        var key = changed.Key;
        var told = _directory.SetRoomInterestAsync(key.Tenant, key.Room, _node.Id, _rooms.Find(key) is not null, CancellationToken.None);
        if (!told.IsCompletedSuccessfully)
            await told.AsTask().WaitAsync(Patience, _time, CancellationToken.None).ConfigureAwait(false);
        if (_untold.TryRemove(key, out _) && _untold.IsEmpty)
            LogTold(_logger);
        Finish(changed);
    }

    private void Failed((RoomKey Key, RoomAnnouncement Done) changed, Exception error)
    {
        _metrics.AnnouncementFailed();
        // Once for all rooms that an outage touches.
        if (_untold.IsEmpty)
            LogFailed(_logger, changed.Key.Room, error);
        _untold[changed.Key] = true;
        _again.Change(Pause, Timeout.InfiniteTimeSpan);
        Finish(changed);
    }

    private void TellAgain()
    {
        foreach (var (key, _) in _untold)
            Changed(key);
    }

    private void Finish((RoomKey Key, RoomAnnouncement Done) changed)
    {
        _pending.TryRemove(KeyValuePair.Create(changed.Key, changed.Done));
        changed.Done.Finish();
    }

    [LoggerMessage(3010, LogLevel.Error, "Announcing interest in room {Room} failed; other nodes may not send its pushes here until it is tried again.")]
    private static partial void LogFailed(ILogger logger, RoomId room, Exception error);

    [LoggerMessage(3011, LogLevel.Information, "The directory knows all rooms of this node again.")]
    private static partial void LogTold(ILogger logger);
}
