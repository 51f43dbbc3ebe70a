using System.Collections.Concurrent;
using Google.Protobuf;
using ImKit.Diagnostics;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Threading;
using ImKit.Wire.Nodes;

namespace ImKit.Forwarding;

/// <summary>Has a request answered by a business node, over the broker. Any thread; of one session one after the other.</summary>
/// <remarks>Without a business node it is refused with <see cref="ImError.Busy"/>; nothing waits for one to come. What was sent and is not answered, because the
/// node has died or the broker lost it, is <see cref="ImError.Unavailable"/>: the outcome is unknown, and the client asks again under the same id.</remarks>
internal sealed class RequestForwarder
{
    private readonly ForwardingOptions _options;
    private readonly BusinessNodes _nodes;
    private readonly INodeSender _sender;
    private readonly NodeIdentity _node;
    private readonly IWorkQueue _work;
    private readonly ForwardingMetrics _metrics;
    private readonly MessagingMetrics _hints;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, ForwardedAnswer> _asked = new();
    private readonly SessionTargets _targets;
    private readonly Outstanding _underWay;
    private long _requests;

    public RequestForwarder(
        ImKitOptions options, BusinessNodes nodes, INodeSender sender, NodeIdentity node, IWorkQueue work, ForwardingMetrics metrics,
        MessagingMetrics hints, TimeProvider time)
    {
        _options = options.Forwarding;
        _nodes = nodes;
        _sender = sender;
        _node = node;
        _work = work;
        _metrics = metrics;
        _hints = hints;
        _time = time;
        _targets = new SessionTargets(work);
        _underWay = new Outstanding(work);
        nodes.Gone = GiveUp;
    }

    /// <summary>Asks.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="operation">What: one of a client's, or of <see cref="InnerOperations"/>.</param>
    /// <param name="version">How the bodies are written.</param>
    /// <param name="body">The request's.</param>
    /// <returns>When the request has its place behind those before it: the answer, which may come later.</returns>
    public async ValueTask<Task<Result<ForwardReply>>> AskAsync(SessionRecord session, int operation, int version, ReadOnlyMemory<byte> body)
    {
        if (!_underWay.TryAdd(_options.MaxInFlight))
            return Refused("full");
        var target = await FindAsync(session).ConfigureAwait(false);
        if (target is null)
        {
            _underWay.Done();
            return Refused("no_node");
        }

        var (request, boot) = (Interlocked.Increment(ref _requests), _node.BootId);
        var answer = _asked[request] = new ForwardedAnswer(target, boot, _work);
        _targets.Begin(session.SessionId, target);
        _metrics.Forwarded();
        var message = new NodeMessage { Tenant = session.Tenant.Value, ForwardRequest = Request(session, request, boot, target, operation, version, body) };
        if (!await _sender.SendAsync(target.Id, KeyOf(session), message, CancellationToken.None).ConfigureAwait(false))
            answer.GiveUp();
        return WaitAsync(session, request, answer);
    }

    /// <summary>Tells a hint, which takes no place among the requests: nothing waits for an answer. What reaches nobody is counted.</summary>
    /// <param name="session">Of whom; no session's number.</param>
    /// <param name="operation">One of <see cref="InnerOperations"/>.</param>
    /// <param name="body">In protobuf.</param>
    /// <returns>When the broker has taken it, or has not.</returns>
    public async ValueTask TellAsync(SessionRecord session, int operation, ReadOnlyMemory<byte> body)
    {
        if (_nodes.Find(session.User) is not { } target)
        {
            HintDropped();
            return;
        }

        // Below zero: what comes back belongs to a hint.
        var request = Request(session, -Interlocked.Increment(ref _requests), _node.BootId, target, operation, WireBody.Protobuf, body);
        if (!await _sender.SendAsync(
                target.Id, KeyOf(session), new NodeMessage { Tenant = session.Tenant.Value, ForwardRequest = request }, CancellationToken.None).ConfigureAwait(false))
            HintDropped();
    }

    /// <summary>A part of an answer has come.</summary>
    public void Take(ForwardReply reply)
    {
        if (reply.Request < 0 && (reply.Leaving || reply.ErrorCode != 0))
            HintDropped();
        if (_asked.TryGetValue(reply.Request, out var answer) && answer.Boot == reply.BootId)
            answer.Take(reply);
    }

    /// <summary>A start of a node has ended: it answers nothing more.</summary>
    public void GiveUp(NodeId target, long boot)
    {
        foreach (var answer in _asked.Values)
        {
            if (answer.Target.Id == target && answer.Target.BootId == boot)
                answer.GiveUp();
        }
    }

    /// <summary>What order is kept by: a session's requests are one after the other.</summary>
    public static string KeyOf(SessionRecord session) => session.Key.Value;

    private async ValueTask<NodeInfo?> FindAsync(SessionRecord session)
    {
        if (_targets.Find(session.SessionId) is not { } before)
            return _nodes.Find(session.User);
        if (_nodes.Takes(before))
            return before;
        // What is under way there has to end first, or this request could overtake it.
        try
        {
            await _targets.WhenFree(session.SessionId).WaitAsync(_options.Timeout, _time, CancellationToken.None).ConfigureAwait(false);
            return _nodes.Find(session.User);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<Result<ForwardReply>> WaitAsync(SessionRecord session, long request, ForwardedAnswer answer)
    {
        try
        {
            if (await answer.Task.WaitAsync(_options.Timeout, _time, CancellationToken.None).ConfigureAwait(false) is not { } reply)
                return Lost("lost");
            if (reply.Leaving)
            {
                _nodes.Leaves(answer.Target.Id, answer.Target.BootId);
                _metrics.NotForwarded("leaving");
                return ImError.Busy;
            }

            return reply.ErrorCode != 0 ? new ImError(reply.ErrorCode, reply.Error) : reply;
        }
        catch (TimeoutException)
        {
            _nodes.Wake();
            return Lost("timeout");
        }
        finally
        {
            _asked.TryRemove(request, out _);
            _targets.End(session.SessionId);
            _underWay.Done();
        }
    }

    private void HintDropped() => _hints.HintDropped("delivered");

    private Result<ForwardReply> Lost(string reason)
    {
        _metrics.NotForwarded(reason);
        return ImError.Unavailable;
    }

    private Task<Result<ForwardReply>> Refused(string reason)
    {
        _metrics.NotForwarded(reason);
        return Task.FromResult<Result<ForwardReply>>(ImError.Busy);
    }

    private ForwardRequest Request(SessionRecord session, long request, long boot, NodeInfo target, int operation, int version, ReadOnlyMemory<byte> body) => new()
    {
        Request = request,
        Node = _node.Id.Value,
        BootId = boot,
        TargetBootId = target.BootId,
        SessionId = session.SessionId,
        User = session.User.Value,
        Key = session.Key.Value,
        Device = session.Device.Value ?? "",
        DeviceClass = session.DeviceClass,
        Operation = operation,
        Version = version,
        Body = ByteString.CopyFrom(body.Span),
    };
}
