using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using ImKit.Diagnostics;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Threading;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Forwarding;

/// <summary>Carries out what access nodes pass on, and answers. Any thread.</summary>
internal sealed partial class ForwardedRequests
{
    // A broker takes messages of at most 1 MiB.
    private const int PartBytes = 512 * 1024;
    private readonly ForwardingOptions _options;
    private readonly NodeRoles _roles;
    private readonly NodeIdentity _node;
    private readonly INodeSender _sender;
    private readonly ForwardingMetrics _metrics;
    private readonly ILogger<ForwardedRequests> _logger;
    private readonly Outstanding _underWay;
    private readonly SeenRequests _seen = new();
    private readonly ForwardedLanes<Item> _lanes;
    private readonly FrozenDictionary<int, WireOperation> _operations;
    private volatile bool _leaving;

    public ForwardedRequests(
        ImKitOptions options, ConversationOperations conversations, InnerAnswers inner, NodeIdentity node, INodeSender sender, IWorkQueue work,
        ForwardingMetrics metrics, ILogger<ForwardedRequests> logger)
    {
        _options = options.Forwarding;
        _roles = options.Roles;
        _node = node;
        _sender = sender;
        _metrics = metrics;
        _logger = logger;
        _underWay = new Outstanding(work);
        _lanes = new ForwardedLanes<Item>(BeginAsync, work);
        _operations = conversations.All.Concat(inner.All).ToFrozenDictionary();
    }

    /// <summary>From now on requests are sent back: this node stops. What has begun goes on.</summary>
    public void Leave() => _leaving = true;

    /// <summary>Completes when every request that was taken is answered.</summary>
    public Task WhenIdleAsync(CancellationToken cancel) => _underWay.WhenZeroAsync(cancel);

    /// <summary>Takes a request. One that is not for this start of the node, or comes while it stops, is sent back; one that has come before is passed over.</summary>
    public void Take(TenantId tenant, ForwardRequest request)
    {
        if (SessionOf(tenant, request) is not { } session)
            return;
        var context = new OperationContext(session, null, request.Version, request.Operation, 0, request.Body.Memory);
        var item = new Item(context, request.Request);
        if (_leaving || request.TargetBootId != _node.BootId || !_roles.HasFlag(NodeRoles.Business))
            _ = AnswerAsync(item, new ForwardReply { Leaving = true });
        else if (!_seen.TryAdd(session.Node, session.BootId, request.Request))
            _metrics.Repeated();
        else if (!_underWay.TryAdd(_options.MaxInFlight))
            _ = AnswerAsync(item, Refusal(ImError.Busy));
        else
            _lanes.Add(session.Node, session.BootId, session.SessionId, item);
    }

    private async ValueTask BeginAsync(Item item)
    {
        var outcome = await GuardAsync(item, () => RunAsync(item)).ConfigureAwait(false);
        // The next begins while this one waits for its commit, or for its answer to go out.
        _ = FinishAsync(item, outcome);
    }

    private ValueTask<WireOutcome> RunAsync(Item item) => _operations.TryGetValue(item.Context.Operation, out var operation)
        ? operation(item.Context, CancellationToken.None)
        : new(WireOutcome.Refuse(ImError.UnknownOperation));

    private async Task FinishAsync(Item item, WireOutcome outcome)
    {
        try
        {
            if (outcome.Later is { } later)
                outcome = await GuardAsync(item, () => new ValueTask<WireOutcome>(later)).ConfigureAwait(false);
            await AnswerAsync(item, Reply(item, outcome)).ConfigureAwait(false);
        }
        finally
        {
            _underWay.Done();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An answer that cannot be written is its request's own failure.")]
    private ForwardReply Reply(Item item, WireOutcome outcome)
    {
        try
        {
            return outcome.Error.IsError ? Refusal(outcome.Error) : new ForwardReply
            {
                Operation = outcome.Operation,
                Body = UnsafeByteOperations.UnsafeWrap(outcome.Write(item.Context.Version)),
            };
        }
        catch (Exception error)
        {
            LogFailed(item.Context.Operation, error);
            return Refusal(ImError.Internal);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What one request throws is its own failure.")]
    private async ValueTask<WireOutcome> GuardAsync(Item item, Func<ValueTask<WireOutcome>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogFailed(item.Context.Operation, error);
            return WireOutcome.Refuse(ImError.Internal);
        }
    }

    private async Task AnswerAsync(Item item, ForwardReply reply)
    {
        var (asker, body) = (item.Context.Session, reply.Body);
        var parts = Math.Max(1, (body.Length + PartBytes - 1) / PartBytes);
        for (var part = 0; part < parts; part++)
        {
            var piece = reply.Clone();
            (piece.Request, piece.BootId, piece.Part, piece.Parts) = (item.Request, asker.BootId, part, parts);
            piece.Body = parts == 1 ? body : ByteString.CopyFrom(body.Span.Slice(part * PartBytes, Math.Min(PartBytes, body.Length - (part * PartBytes))));
            // Lost is lost: the asker's patience ends, and its client asks again.
            await _sender.SendAsync(
                asker.Node, RequestForwarder.KeyOf(asker), new NodeMessage { Tenant = asker.Tenant.Value, ForwardReply = piece }, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static ForwardReply Refusal(ImError error) => new() { ErrorCode = error.Code, Error = error.Message };

    private static Nodes.SessionRecord? SessionOf(TenantId tenant, ForwardRequest request)
    {
        var isGood = NodeId.TryCreate(request.Node, out var asker) & UserId.TryCreate(request.User, out var user) & ConnectionKey.TryCreate(request.Key, out var key);
        var hasDevice = DeviceId.TryCreate(request.Device, out var device);
        return !isGood || request.Version is not (WireBody.Protobuf or WireBody.Json) ? null : new Nodes.SessionRecord
        {
            Tenant = tenant, User = user, Key = key, Node = asker, BootId = request.BootId, SessionId = request.SessionId,
            Device = hasDevice ? device : default, DeviceClass = request.DeviceClass,
        };
    }

    [LoggerMessage(3042, LogLevel.Error, "Operation {Operation} that an access node passed on has failed")]
    private partial void LogFailed(int operation, Exception error);

    private sealed record Item(OperationContext Context, long Request);
}
