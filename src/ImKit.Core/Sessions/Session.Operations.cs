using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>What the protocol's own operations do, and where the host's go. Loop thread only.</summary>
internal sealed partial class Session
{
    private void OnOperation(FrameHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Operation)
        {
            case Operations.Heartbeat:
                OnHeartbeat(header.Sequence);
                break;
            case Operations.Login:
                Renew(header.Sequence, body);
                break;
            case Operations.ChangeRoom:
                OnChangeRoom(header, body);
                break;
            case Operations.Subscribe:
                OnWatch(header, body, on: true);
                break;
            case Operations.Unsubscribe:
                OnWatch(header, body, on: false);
                break;
            case Operations.JoinRoom or Operations.LeaveRoom when _version > WireBody.Goim:
                OnRoomRequest(header, body);
                break;
            default:
                OnRequest(header, body);
                break;
        }
    }

    private void OnHeartbeat(int sequence)
    {
        var online = Channel!.FirstRoom?.Entry.Members ?? 0;
        if (_version == WireBody.Goim)
        {
            Span<byte> count = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(count, online);
            Reply(Operations.HeartbeatReply, sequence, count);
            return;
        }

        Reply(Operations.HeartbeatReply, sequence, new HeartbeatReply
        {
            FeedVersion = Channel.FeedVersion,
            Online = online,
            ServerTime = _services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }

    private void OnChangeRoom(FrameHeader header, ReadOnlySpan<byte> body)
    {
        RoomKey? next = null;
        if (!body.IsEmpty)
        {
            if (!GoimBodies.TryReadRoom(body, _services.Options.Limits.RoomIdBytes, out var room))
            {
                RefuseOrClose(header, ImError.BadRequest("not a room id"));
                return;
            }

            next = new RoomKey(Record.Tenant, room);
        }

        if (Channel!.FirstRoom is { } present && present.Key != next)
            _bucket.Leave(Channel, present.Key);
        if (next is { } key)
            _bucket.Join(Channel, key);
        ReplyWhenAnnounced(next, Operations.ChangeRoomReply, header.Sequence, body);
    }

    private void OnRoomRequest(FrameHeader header, ReadOnlySpan<byte> body)
    {
        if (!WireBody.TryDecode(body, _version, RoomRequest.Parser, out var request)
            || !GoimBodies.TryReadRoom(System.Text.Encoding.UTF8.GetBytes(request.Room), _services.Options.Limits.RoomIdBytes, out var room))
        {
            Refuse(header.Operation, header.Sequence, ImError.BadRequest("not a room id"));
            return;
        }

        var key = new RoomKey(Record.Tenant, room);
        if (header.Operation == Operations.LeaveRoom)
        {
            _bucket.Leave(Channel!, key);
            Reply(Operations.LeaveRoomReply, header.Sequence, RoomReplyFor(key));
        }
        else if (TryJoin(key))
        {
            ReplyWhenAnnounced(key, Operations.JoinRoomReply, header.Sequence, WireBody.Encode(RoomReplyFor(key), _version));
        }
        else
        {
            Refuse(header.Operation, header.Sequence, ImError.LimitExceeded("too many rooms"));
        }
    }

    /// <summary>Joins unless the connection is in as many rooms as it may be.</summary>
    internal bool TryJoin(RoomKey key)
    {
        if (!Channel!.IsIn(key) && Channel.RoomCount >= _services.Options.Limits.Rooms)
            return false;
        _bucket.Join(Channel, key);
        return true;
    }

    internal override void JoinFromHost(RoomKey room)
    {
        if (!TryJoin(room))
            LogRoomLimit(_services.Logger, Record.User.Value, Record.Key.Value, room.Room);
    }

    private RoomReply RoomReplyFor(RoomKey key) => new() { Room = key.Room.Value, Members = _bucket.CountRoom(key) };

    private void OnWatch(FrameHeader header, ReadOnlySpan<byte> body, bool on)
    {
        var limit = _services.Options.Limits.WatchedOperations;
        if (!GoimBodies.TryReadOperations(body, limit, out var operations))
        {
            RefuseOrClose(header, ImError.BadRequest("not a list of operations within the limit"));
            return;
        }

        var watched = new SortedSet<int>(Channel!.Watched.ToArray());
        if (on)
            watched.UnionWith(operations);
        else
            watched.ExceptWith(operations);
        if (watched.Count > limit)
        {
            RefuseOrClose(header, ImError.LimitExceeded("too many watched operations"));
            return;
        }

        Channel.Watch([.. watched]);
        Reply(header.Operation + 1, header.Sequence, body);
    }

    /// <summary>goim's clients know no error reply: they are told by the close.</summary>
    private void RefuseOrClose(FrameHeader header, ImError error)
    {
        if (_version == WireBody.Goim)
            OnViolation(CloseReason.Protocol with { Text = error.Message });
        else
            Refuse(header.Operation, header.Sequence, error);
    }

    /// <summary>Answers at once if the cluster knows already that this node holds the room; otherwise when it does.</summary>
    private void ReplyWhenAnnounced(RoomKey? key, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        var announced = key is { } room ? _services.Interest.WhenAnnounced(room) : Task.CompletedTask;
        if (announced.IsCompleted)
            Reply(operation, sequence, body);
        else
            _services.Work.Queue(new AnnouncedReply(this, announced, operation, sequence, body.ToArray()));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A handler's exception ends one request, not the loop.")]
    private void RunOnLoop(OperationRegistration registration, FrameHeader header, ReadOnlySpan<byte> body)
    {
        try
        {
            registration.OnLoop!(new LoopRequest(this, Record, _version, header.Operation, header.Sequence, body));
        }
        catch (Exception error)
        {
            LogHandlerFailed(_services.Logger, header.Operation, error);
            Refuse(header.Operation, header.Sequence, ImError.Internal);
        }
    }

    private sealed class AnnouncedReply(Session session, Task announced, int operation, int sequence, byte[] body) : BucketCommand, IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => _ = RunAsync();

        internal override void Run(Bucket bucket) => session.ReplyNow(operation, sequence, body);

        private async Task RunAsync()
        {
            await announced.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            session.Bucket.Post(this);
        }
    }
}
