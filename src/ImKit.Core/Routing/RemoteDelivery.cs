using ImKit.Threading;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Routing;

/// <summary>Gives pushes to other nodes through the broker. Any thread. A node that cannot be reached is logged and counted, never an error for
/// the caller: what reaches clients through it is a hint.</summary>
internal sealed partial class RemoteDelivery(
    ImKitOptions options, IBroker broker, INodeRegistry registry, NodeIdentity node, IWorkQueue work, ImKitMetrics metrics,
    TimeProvider time, ILogger<RemoteDelivery> logger) : INodeSender
{
    private const int DeferredLimit = 65536;

    // Some 400 KB of numbers: with a push it is less than a broker takes.
    private const int SessionsAtOnce = 50_000;
    private readonly SerialQueue<Func<ValueTask<int>>> _deferred = new(
        static async send => await send().ConfigureAwait(false), (_, error) => DeferredFailed(metrics, logger, error), work, DeferredLimit);

    public async ValueTask<int> ToSessionsAsync(
        TenantId tenant, IReadOnlyList<SessionRecord> sessions, OutboundMessage message, CancellationToken cancel)
    {
        var nodes = 0;
        var payload = NodePayload.Of(message);
        foreach (var group in sessions.GroupBy(static session => session.Node))
        {
            var key = group.First().User.Value;
            foreach (var some in group.Chunk(SessionsAtOnce))
            {
                var envelope = new NodeMessage { Tenant = tenant.Value, ToSessions = new ToSessions { Payload = payload } };
                envelope.ToSessions.SessionIds.Add(some.Select(static session => session.SessionId));
                await SendAsync(group.Key, key, envelope, cancel).ConfigureAwait(false);
            }

            nodes++;
        }

        return nodes;
    }

    public async ValueTask<int> ToAllAsync(TenantId tenant, OutboundMessage message, int perSecond, CancellationToken cancel)
    {
        var count = 0;
        NodeMessage? envelope = null;
        foreach (var other in await ListAsync(cancel).ConfigureAwait(false))
        {
            if (other.Id == node.Id)
                continue;
            envelope ??= new NodeMessage
            {
                Tenant = tenant.Value,
                ToAll = new ToAll { Payload = NodePayload.Of(message), ConnectionsPerSecond = perSecond },
            };
            await SendAsync(other.Id, "", envelope, cancel).ConfigureAwait(false);
            count++;
        }

        return count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "This node has its push already; the others' is a hint.")]
    private async ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel)
    {
        try
        {
            return await registry.ListAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            metrics.Unrouted("directory");
            LogDeferredFailed(logger, error);
            return [];
        }
    }

    /// <summary>Sends behind the caller's back, for callers that must not wait.</summary>
    public void Later(TenantId tenant, IReadOnlyList<SessionRecord> sessions, OutboundMessage message) =>
        Defer(() => WithDeadlineAsync(cancel => ToSessionsAsync(tenant, sessions, message, cancel)));

    // What waits behind the caller's back waits for each other: one that never ends would hold all.
    private async ValueTask<int> WithDeadlineAsync(Func<CancellationToken, ValueTask<int>> send)
    {
        using var deadline = new CancellationTokenSource(options.Node.PushTimeout, time);
        return await send(deadline.Token).ConfigureAwait(false);
    }

    private static void DeferredFailed(ImKitMetrics metrics, ILogger logger, Exception error)
    {
        metrics.Unrouted("directory");
        LogDeferredFailed(logger, error);
    }

    private void Defer(Func<ValueTask<int>> send)
    {
        if (!_deferred.TryPost(send))
            metrics.Unrouted("queue_full");
    }

    [SuppressMessage("Design", "CA1031", Justification = "A broker that fails must not fail the sender: the push is a hint.")]
    public async ValueTask<bool> SendAsync(NodeId target, string key, NodeMessage message, CancellationToken cancel)
    {
        try
        {
            var published = broker.PublishAsync(target, key, message.ToByteArray(), cancel);
            if (!published.IsCompletedSuccessfully)
                await published.AsTask().WaitAsync(options.Node.PushTimeout, time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            metrics.Unrouted("broker", message.KindCase == NodeMessage.KindOneofCase.Several ? message.Several.Messages.Count : 1);
            LogUnrouted(logger, target, error);
            return false;
        }
    }

    [LoggerMessage(3000, LogLevel.Warning, "Node {Node} could not be sent a push.")]
    private static partial void LogUnrouted(ILogger logger, NodeId node, Exception error);

    [LoggerMessage(3001, LogLevel.Warning, "A push could not be taken to other nodes.")]
    private static partial void LogDeferredFailed(ILogger logger, Exception error);
}
