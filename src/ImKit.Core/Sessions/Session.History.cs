using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Wire;

namespace ImKit.Sessions;

/// <summary>Joins of rooms with history: the answer, and behind it what was missed. Loop thread only.</summary>
internal sealed partial class Session
{
    // An answer waits for the client to read: nothing is read from it, or it could ask for more than may wait.
    private bool _owesRoom;

    private void AnswerWhenTaken(int sequence, RoomEntrance entrance)
    {
        _owesRoom = true;
        Extras.Join = () => Answer(sequence, entrance, mayWait: true);
    }

    private void AnswerWhenAnnounced(int sequence, in RoomEntrance entrance)
    {
        var announced = _services.Interest.WhenAnnounced(entrance.Key);
        if (announced.IsCompleted)
            Answer(sequence, entrance, mayWait: true);
        else
            AnswerLater(announced, sequence, entrance);
    }

    private void AnswerLater(Task announced, int sequence, RoomEntrance entrance) =>
        WaitForRoom(announced, () => Answer(sequence, entrance, mayWait: true));

    /// <summary>Answers with the place that the room has reached here, and from now on its pushes come, each with its place: the two are one step of the
    /// loop, so nothing is between them.</summary>
    /// <param name="sequence">The request's number.</param>
    /// <param name="entrance">The request.</param>
    /// <param name="mayWait">Whether the answer may come after what is posted to this loop already.</param>
    private void Answer(int sequence, in RoomEntrance entrance, bool mayWait)
    {
        // What waits was pushed before. Writing it may close this connection, or the host has taken it out of the room meanwhile.
        Find(entrance.Key)?.Flush();
        if (_state >= SessionState.Closing)
            return;
        if (Find(entrance.Key) is not { Tail: { } tail } room)
        {
            Reply(Operations.JoinRoomReply, sequence, RoomReplyFor(entrance.Key));
            FlushReplies();
            return;
        }

        FlushReplies();
        if (_state >= SessionState.Closing)
            return;
        if (OwesReplies)
        {
            // It gets what it asks for as fast as it reads: however long this answer is, it is then the only one that waits.
            AnswerWhenTaken(sequence, entrance);
            return;
        }

        if (mayWait && IsAhead(entrance.From, room))
        {
            // Its last connection was on another loop, which has come further. What this one lacks is in its queue, before the command posted now.
            _awaitsRoom = true;
            Bucket.Post(new LaterAnswer(this, sequence, entrance));
            return;
        }

        var missed = entrance.From.Epoch == 0 ? null : room.Entry.ReadMissed(entrance.From, tail.Place);
        Number(room);
        SendReply(ResumeReply.Encode(Form, sequence, WireBody.Encode(JoinReplyFor(entrance, tail.Place, missed), _version), missed));
        Trace("replied", Operations.JoinRoomReply, sequence, default);
        _owesRoom = OwesReplies;
    }

    private static bool IsAhead(RoomPlace from, Room room) =>
        from.Epoch == room.Tail!.Place.Epoch && from.Seq > room.Tail.Place.Seq && room.Entry.HasReached(from);

    private RoomReply JoinReplyFor(in RoomEntrance entrance, RoomPlace place, MissedPushes? missed)
    {
        var reply = RoomReplyFor(entrance.Key);
        reply.Epoch = place.Epoch;
        reply.Seq = place.Seq;
        reply.Missed = missed?.Pushes.Length ?? 0;
        reply.Reset = entrance.From.Epoch != 0 && missed is null;
        return reply;
    }

    private void OnAnswerTaken()
    {
        if (!_owesRoom || OwesReplies)
            return;
        _owesRoom = false;
        if (_extras?.Join is { } join)
        {
            Extras.Join = null;
            join();
        }

        Continue();
    }

    private sealed class LaterAnswer(Session session, int sequence, RoomEntrance entrance) : BucketCommand
    {
        internal override void Run(Bucket bucket) => session.OnAnnounced(() => session.Answer(sequence, entrance, mayWait: false));
    }
}
