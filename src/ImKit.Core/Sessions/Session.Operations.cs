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
            case Operations.Raw:
                // Only the server wraps frames. An answer under its number would be taken for a push.
                RefuseOrClose(header, ImError.UnknownOperation);
                break;
            case Operations.Ack when _version > WireBody.Goim:
                OnAck(header, body);
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
        var online = FirstRoom?.Entry.Members ?? 0;
        if (_version == WireBody.Goim)
        {
            Span<byte> count = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(count, online);
            Reply(Operations.HeartbeatReply, sequence, count);
            return;
        }

        var reply = new HeartbeatReply
        {
            FeedVersion = FeedVersion,
            Online = online,
            ServerTime = _services.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        _extras?.Attached?.TellNews(reply.Heads);
        Reply(Operations.HeartbeatReply, sequence, reply);
    }

    private void OnWatch(FrameHeader header, ReadOnlySpan<byte> body, bool on)
    {
        var limit = _services.Options.Limits.WatchedOperations;
        if (!GoimBodies.TryReadOperations(body, limit, out var operations))
        {
            RefuseOrClose(header, ImError.BadRequest("not a list of operations within the limit"));
            return;
        }

        var watched = new SortedSet<int>(Watched.ToArray());
        if (on)
            watched.UnionWith(operations);
        else
            watched.ExceptWith(operations);
        if (watched.Count > limit)
        {
            RefuseOrClose(header, ImError.LimitExceeded("too many watched operations"));
            return;
        }

        Watch([.. watched]);
        Reply(header.Operation + 1, header.Sequence, body);
    }

    /// <summary>goim's clients know no error reply: they are told by the close.</summary>
    private void RefuseOrClose(FrameHeader header, ImError error)
    {
        if (_version == WireBody.Goim)
            OnViolation(error.Temporary ? CloseReason.Busy : CloseReason.Protocol with { Text = error.Message });
        else
            Refuse(header.Operation, header.Sequence, error);
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
}
