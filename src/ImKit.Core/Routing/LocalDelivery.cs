using ImKit.Channels;
using ImKit.Protocol;

namespace ImKit.Routing;

/// <summary>The buckets of this node: where pushes end. Any thread.</summary>
internal sealed class LocalDelivery(ImKitOptions options, RoomDirectory rooms, ChannelRegistry channels, TimeProvider time)
{
    private Bucket[] _buckets = [];

    /// <summary>All buckets; a snapshot.</summary>
    public IReadOnlyList<Bucket> Buckets => Volatile.Read(ref _buckets);

    public RoomDirectory Rooms => rooms;

    public ChannelRegistry Channels => channels;

    /// <summary>Gives the next index to a new bucket.</summary>
    public Bucket Add(Func<int, Bucket> create)
    {
        while (true)
        {
            var before = Volatile.Read(ref _buckets);
            var bucket = create(before.Length);
            if (Interlocked.CompareExchange(ref _buckets, [.. before, bucket], before) == before)
                return bucket;
            bucket.Clock.Dispose();
        }
    }

    public bool TryToRoom(RoomKey key, OutboundMessage message)
    {
        if (rooms.Find(key) is not { } entry)
            return true;
        foreach (var bucket in entry.Holders)
        {
            if (!bucket.Gate.HasRoom)
                return false;
        }

        entry.Post(message);
        return true;
    }

    public async ValueTask ToRoomAsync(RoomKey key, OutboundMessage message, CancellationToken cancel)
    {
        while (!TryToRoom(key, message))
        {
            foreach (var bucket in rooms.Find(key)?.Holders ?? [])
                await WhenRoomAsync(bucket, cancel).ConfigureAwait(false);
        }
    }

    public bool TryToSession(long sessionId, OutboundMessage message)
    {
        if (channels.Find(sessionId) is not { } channel)
            return true;
        if (!channel.Bucket.Gate.HasRoom)
            return false;
        channel.Bucket.Post(channel, message);
        return true;
    }

    public async ValueTask ToSessionAsync(long sessionId, OutboundMessage message, CancellationToken cancel)
    {
        while (!TryToSession(sessionId, message))
        {
            if (channels.Find(sessionId) is { } channel)
                await WhenRoomAsync(channel.Bucket, cancel).ConfigureAwait(false);
        }
    }

    public async ValueTask ToAllAsync(TenantId tenant, OutboundMessage message, int perSecond, CancellationToken cancel)
    {
        var buckets = Buckets;
        var all = new AllPush(tenant);
        foreach (var bucket in buckets)
        {
            while (!bucket.Gate.HasRoom)
                await WhenRoomAsync(bucket, cancel).ConfigureAwait(false);
            if (perSecond <= 0)
                bucket.Post(all, message);
            else
                bucket.Post(new PacedPush(tenant, message, perSecond / (bucket.Clock.PerSecond * buckets.Count)));
        }
    }

    public void Close(long sessionId, CloseReason reason)
    {
        if (channels.Find(sessionId) is { } channel)
            channel.Bucket.Post(new CloseCommand(channel, reason));
    }

    public void ChangeRoom(long sessionId, RoomKey room, bool join)
    {
        if (channels.Find(sessionId) is { } channel)
            channel.Bucket.Post(new ChangeRoomCommand(channel, room, join));
    }

    public void ReportFeed(long sessionId, long version)
    {
        if (channels.Find(sessionId) is { } channel)
            channel.Bucket.Post(new FeedCommand(channel, version));
    }

    private async ValueTask WhenRoomAsync(Bucket bucket, CancellationToken cancel) =>
        await bucket.Gate.WhenRoom().WaitAsync(options.Node.PushTimeout, time, cancel).ConfigureAwait(false);

    private sealed class CloseCommand(ClientChannel channel, CloseReason reason) : BucketCommand
    {
        internal override void Run(Bucket bucket) => channel.Close(reason);
    }

    private sealed class ChangeRoomCommand(ClientChannel channel, RoomKey room, bool join) : BucketCommand
    {
        internal override void Run(Bucket bucket)
        {
            if (channel.IsClosing)
                return;
            if (!join)
                bucket.Leave(channel, room);
            else
                channel.JoinFromHost(room);
        }
    }

    private sealed class FeedCommand(ClientChannel channel, long version) : BucketCommand
    {
        internal override void Run(Bucket bucket) => channel.FeedVersion = Math.Max(channel.FeedVersion, version);
    }
}
