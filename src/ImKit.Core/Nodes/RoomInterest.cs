using System.Collections.Concurrent;
using ImKit.Channels;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Nodes;

/// <summary>Keeps the cluster's directory told which rooms this node holds. Any thread.</summary>
/// <remarks>One worker writes, and what it writes is what is so at that moment; so a leave and a join that race end in the truth.</remarks>
internal sealed partial class RoomInterest
{
    private readonly ISessionDirectory _directory;
    private readonly RoomDirectory _rooms;
    private readonly NodeIdentity _node;
    private readonly ILogger _logger;
    private readonly IWorkQueue _work;
    private readonly SerialQueue<(RoomKey Key, RoomAnnouncement Done)> _worker;
    private readonly ConcurrentDictionary<RoomKey, RoomAnnouncement> _pending = new();

    public RoomInterest(ISessionDirectory directory, RoomDirectory rooms, NodeIdentity node, IWorkQueue work, ILogger<RoomInterest> logger)
    {
        _directory = directory;
        _rooms = rooms;
        _node = node;
        _logger = logger;
        _work = work;
        // No limit of its own: there is at most one item per join or leave that a limited connection made.
        _worker = new(AnnounceAsync, Failed, work, int.MaxValue);
        rooms.InterestChanged = Changed;
    }

    /// <summary>Ends when the directory knows what this node holds of the room now.</summary>
    public Task WhenAnnounced(RoomKey key) => _pending.TryGetValue(key, out var pending) ? pending.WhenDone() : Task.CompletedTask;

    /// <summary>Tells the directory of every room anew: it has forgotten this node.</summary>
    public void AnnounceAll()
    {
        foreach (var entry in _rooms.All)
            Changed(entry.Key);
    }

    private void Changed(RoomKey key)
    {
        var done = new RoomAnnouncement(_work);
        _pending[key] = done;
        _worker.TryPost((key, done));
    }

    private async ValueTask AnnounceAsync((RoomKey Key, RoomAnnouncement Done) changed)
    {
        var key = changed.Key;
        await _directory.SetRoomInterestAsync(key.Tenant, key.Room, _node.Id, _rooms.Find(key) is not null, CancellationToken.None).ConfigureAwait(false);
        Finish(changed);
    }

    private void Failed((RoomKey Key, RoomAnnouncement Done) changed, Exception error)
    {
        LogFailed(_logger, changed.Key.Room, error);
        Finish(changed);
    }

    private void Finish((RoomKey Key, RoomAnnouncement Done) changed)
    {
        _pending.TryRemove(KeyValuePair.Create(changed.Key, changed.Done));
        changed.Done.Finish();
    }

    [LoggerMessage(3010, LogLevel.Error, "Announcing interest in room {Room} failed; other nodes may not send its pushes here.")]
    private static partial void LogFailed(ILogger logger, RoomId room, Exception error);
}
