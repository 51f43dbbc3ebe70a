using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>Rooms that the client enters and leaves. Loop thread only.</summary>
internal sealed partial class Session
{
    // A join is being decided or announced: nothing is read.
    private bool _awaitsRoom;

    private void OnChangeRoom(FrameHeader header, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            if (FirstRoom is { } present)
                Bucket.Leave(this, present.Key);
            Reply(Operations.ChangeRoomReply, header.Sequence, body);
        }
        else if (GoimBodies.TryReadRoom(body, _services.Options.Limits.RoomIdBytes, out var room))
        {
            Enter(header, new RoomEntrance(new RoomKey(Record.Tenant, room), false, default), body);
        }
        else
        {
            RefuseOrClose(header, ImError.BadRequest("not a room id"));
        }
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
        if (header.Operation == Operations.JoinRoom)
        {
            Enter(header, new RoomEntrance(key, request.History || request.Epoch != 0, new RoomPlace(request.Epoch, request.Seq)), default);
            return;
        }

        Bucket.Leave(this, key);
        Reply(Operations.LeaveRoomReply, header.Sequence, RoomReplyFor(key));
    }

    /// <summary>Enters a room if the host has nothing against it. Nothing more is read until that is known, so that a later room cannot overtake.</summary>
    private void Enter(FrameHeader header, in RoomEntrance entrance, ReadOnlySpan<byte> body)
    {
        if ((_services.RoomAuthorizer is null && _services.Hooks.RoomJoin.IsIdle) || IsIn(entrance.Key))
        {
            EnterAllowed(header, entrance, body);
            return;
        }

        _awaitsRoom = true;
        var join = new RoomJoin { Session = Record, Claims = _extras?.Claims, Room = entrance.Key.Room };
        _services.Work.Queue(new RoomDecision(this, join, header, entrance, body.ToArray()));
    }

    internal void OnRoomDecided(RoomDecision decision)
    {
        _awaitsRoom = false;
        if (_state != SessionState.Open)
            return;
        var refusal = decision.Refusal;
        if (refusal.IsError)
            RefuseOrClose(decision.Header, refusal);
        else
            refusal = EnterAllowed(decision.Header, decision.Entrance, decision.Body);
        decision.Tell(refusal);
        FlushReplies();
        Continue();
    }

    /// <returns>Why it is not entered for all that; no error if it is.</returns>
    private ImError EnterAllowed(FrameHeader header, in RoomEntrance entrance, ReadOnlySpan<byte> body)
    {
        var key = entrance.Key;
        if (header.Operation == Operations.ChangeRoom)
        {
            if (FirstRoom is { } present && present.Key != key)
                Bucket.Leave(this, present.Key);
            Bucket.Join(this, key);
            ReplyWhenAnnounced(key, Operations.ChangeRoomReply, header.Sequence, body);
        }
        else if (!TryJoin(key, entrance.Numbered ? MemberKind.Waiting : MemberKind.Plain))
        {
            var full = ImError.LimitExceeded("too many rooms");
            Refuse(header.Operation, header.Sequence, full);
            return full;
        }
        else if (entrance.Numbered && Find(key)?.Tail is not null)
        {
            AnswerWhenAnnounced(header.Sequence, entrance);
        }
        else
        {
            ReplyWhenAnnounced(key, Operations.JoinRoomReply, header.Sequence, WireBody.Encode(RoomReplyFor(key), _version));
        }

        return default;
    }

    /// <summary>Joins unless the connection is in as many rooms as it may be.</summary>
    internal bool TryJoin(RoomKey key, MemberKind kind = MemberKind.Plain)
    {
        if (!IsIn(key) && RoomCount >= _services.Options.Limits.Rooms)
            return false;
        Bucket.Join(this, key, kind);
        return true;
    }

    internal override void JoinFromHost(RoomKey room)
    {
        if (!TryJoin(room))
            LogRoomLimit(_services.Logger, Record.User.Value, Record.Key.Value, room.Room);
    }

    private RoomReply RoomReplyFor(RoomKey key) => new() { Room = key.Room.Value, Members = Bucket.CountRoom(key) };

    /// <summary>Answers at once if the cluster knows already that this node holds the room; otherwise when it does. Nothing more is read until then:
    /// a client that enters rooms faster than the directory takes them would fill the memory.</summary>
    private void ReplyWhenAnnounced(RoomKey key, int operation, int sequence, ReadOnlySpan<byte> body)
    {
        var announced = _services.Interest.WhenAnnounced(key);
        if (announced.IsCompleted)
        {
            Reply(operation, sequence, body);
            return;
        }

        ReplyLater(announced, operation, sequence, body.ToArray());
    }

    // A method of its own: what the closure holds is allocated where a method begins, and the usual case needs none.
    private void ReplyLater(Task announced, int operation, int sequence, byte[] body) =>
        WaitForRoom(announced, () => ReplyNow(operation, sequence, body));

    /// <summary>Goes on when the cluster knows of the room; nothing is read until then.</summary>
    private void WaitForRoom(Task announced, Action then)
    {
        _awaitsRoom = true;
        _services.Work.Queue(new Announced(this, announced, then));
    }

    private void OnAnnounced(Action then)
    {
        _awaitsRoom = false;
        then();
        Continue();
    }

    private sealed class Announced(Session session, Task announced, Action then) : BucketCommand, IThreadPoolWorkItem
    {
        void IThreadPoolWorkItem.Execute() => _ = RunAsync();

        internal override void Run(Bucket bucket) => session.OnAnnounced(then);

        private async Task RunAsync()
        {
            // A directory that does not answer keeps the client from nothing but other nodes' pushes.
            await announced.WaitAsync(session.Services.Options.Protocol.HandshakeTimeout, session.Services.Time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            session.Bucket.Post(this);
        }
    }
}
