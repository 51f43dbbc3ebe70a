using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Protocol;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Routing;

/// <summary>Does what other nodes ask of this one. Called by the broker, one message after the other per key.</summary>
internal sealed partial class NodeInbox(LocalDelivery local, IEnumerable<INodeMessages> messages, ImKitMetrics metrics, ILogger<NodeInbox> logger)
{
    private readonly INodeMessages[] _takers = [.. messages];

    [SuppressMessage("Design", "CA1031", Justification = "A message that cannot be read must not stop those behind it.")]
    public async ValueTask HandleAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        NodeMessage message;
        try
        {
            message = NodeMessage.Parser.ParseFrom(payload.Span);
        }
        catch (Exception error)
        {
            Failed(error);
            return;
        }

        if (message.KindCase != NodeMessage.KindOneofCase.Several)
        {
            await HandleAsync(message, cancel).ConfigureAwait(false);
            return;
        }

        foreach (var one in message.Several.Messages)
            await HandleAsync(one, cancel).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A message that cannot be handled must not stop those behind it.")]
    private async ValueTask HandleAsync(NodeMessage message, CancellationToken cancel)
    {
        try
        {
            await DispatchAsync(message, cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Failed(error);
        }
    }

    private async ValueTask DispatchAsync(NodeMessage message, CancellationToken cancel)
    {
        if (!TenantId.TryCreate(message.Tenant, out var tenant))
            return;
        switch (message.KindCase)
        {
            case NodeMessage.KindOneofCase.ToSessions when NodePayload.Read(message.ToSessions.Payload) is { } push:
                foreach (var session in message.ToSessions.SessionIds)
                    await local.ToSessionAsync(session, push, cancel).ConfigureAwait(false);
                break;
            case NodeMessage.KindOneofCase.ToRoom when NodePayload.Read(message.ToRoom.Payload) is { } push:
                await local.ToRoomAsync(new RoomKey(tenant, new RoomId(message.ToRoom.Room)), push, cancel).ConfigureAwait(false);
                break;
            case NodeMessage.KindOneofCase.ToAll when NodePayload.Read(message.ToAll.Payload) is { } push:
                await local.ToAllAsync(tenant, push, message.ToAll.ConnectionsPerSecond, cancel).ConfigureAwait(false);
                break;
            case NodeMessage.KindOneofCase.CloseSessions:
                foreach (var session in message.CloseSessions.SessionIds)
                    local.Close(session, new CloseReason(message.CloseSessions.Code, message.CloseSessions.Reason));
                break;
            case NodeMessage.KindOneofCase.ChangeRoom:
                local.ChangeRoom(message.ChangeRoom.SessionId, new RoomKey(tenant, new RoomId(message.ChangeRoom.Room)), message.ChangeRoom.Join);
                break;
            case NodeMessage.KindOneofCase.ReportFeed:
                foreach (var session in message.ReportFeed.SessionIds)
                    local.ReportFeed(session, message.ReportFeed.Version);
                break;
            default:
                foreach (var taker in _takers)
                    taker.Take(message);
                break;
        }
    }

    private void Failed(Exception error)
    {
        metrics.Unrouted("inbox");
        LogFailed(logger, error);
    }

    [LoggerMessage(3005, LogLevel.Error, "A message from another node could not be handled.")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
